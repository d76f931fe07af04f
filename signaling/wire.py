"""What every message of the lesson room is made of."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
Name = Annotated[str, Field(min_length=1, max_length=80)]
Seq = Annotated[int, Field(ge=1, le=2**53)]


class Wire(BaseModel):
    """Base of everything on the wire: immutable, and strict about unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Message(Wire):
    durable: ClassVar[bool] = False


class Durable(Message):
    durable: ClassVar[bool] = True
    seq: Seq | None = None
