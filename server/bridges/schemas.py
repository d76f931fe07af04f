"""What the bridges' API takes and gives."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from server.agreements.terms import Zone
from server.bridges.fields import Kind, Reason
from server.lessons.schemas import In

TakenKind = Literal[Kind.PUPILS, Kind.GUARDIANS, Kind.STAFF, Kind.LESSONS]
Format = Literal["csv", "xlsx"]
FieldName = Annotated[str, StringConstraints(max_length=20)]
ColumnName = Annotated[str, StringConstraints(max_length=200)]

__all__ = ["ColumnName", "FaultOut", "FieldOut", "Format", "ImportOut", "MappingOut", "NewMapping", "Zone"]


class NewMapping(In):
    """Which column each field is read from; those left out are found by their names."""

    columns: Annotated[dict[FieldName, ColumnName], Field(max_length=20)]


class FieldOut(BaseModel):
    name: str
    required: bool


class MappingOut(BaseModel):
    fields: list[FieldOut]
    columns: dict[str, str]


class FaultOut(BaseModel):
    """What is wrong with a row: ``row`` as spreadsheets count, ``column`` as the file calls it."""

    row: int
    column: str
    reason: Reason
    text: str


class ImportOut(BaseModel):
    """What became of a file, or what would. ``missing``: fields without a column; then nothing was read.

    ``faults`` are the first thousand of ``fault_rows`` rows that were left out.
    """

    kind: Kind
    dry_run: bool
    rows: int
    added: int
    changed: int
    unchanged: int
    fault_rows: int
    faults: list[FaultOut]
    header: list[str]
    columns: dict[str, str]
    missing: list[str]
