"""What every ``klangbro bench NAME --json`` prints, as a schema that others can read results by.

``python -m benchmarks.result`` writes docs/bench-result.schema.json.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from benchmarks.device.record import Device
from benchmarks.network.record import NetworkFound
from benchmarks.site.record import SiteFound

PATH = Path(__file__).parent.parent / "docs" / "bench-result.schema.json"


class ResultFigure(BaseModel):
    """One measured number and what was asked of it."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(description="Dotted, from the case to the quantity.")
    value: float | None = Field(description="null: it could not be measured.")
    unit: str
    bar: float | None = Field(default=None, description="`value op bar` was asked for; null: nothing was.")
    op: str | None = None
    holds: bool | None = Field(
        default=None, description="null: nothing was asked, or the run cannot judge it."
    )
    n: int = Field(default=1, description="Observations the value stands on.")
    spread: float | None = Field(default=None, description="Largest less smallest of them.")


class Result(BaseModel):
    """One run of one bench."""

    model_config = ConfigDict(extra="allow", title="Klangbro bench result")

    bench: str
    version: str
    machine: dict[str, str | int | float] = Field(description="No name of machine or user is in it.")
    seeds: list[int]
    seconds: float
    figures: list[ResultFigure]
    notes: list[str] = Field(default_factory=list)
    samples: dict[str, list[float]] = Field(
        default_factory=dict, description="By figure: what it was made of, in the order it came."
    )
    device: Device | None = Field(default=None, description="Of bench device: the whole interface.")
    network: NetworkFound | None = Field(default=None, description="Of bench network: all of the path.")
    site: SiteFound | None = Field(default=None, description="Of bench site: what the place is good for.")


def schema() -> dict[str, Any]:
    """JSON schema of `Result`."""
    made = Result.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def read(file: Path) -> dict[str, Any]:
    """A result from a file.

    Raises
    ------
    ValueError
        There is none in it (the message names the file).
    """
    try:
        read_back = json.loads(file.read_text(encoding="utf-8"))
        Result.model_validate(read_back)
    except OSError as error:
        raise ValueError(f"{file} cannot be read: {error.strerror}") from error
    except (json.JSONDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise ValueError(f"{file} is not a result of klangbro bench NAME --json") from error
    return dict(read_back)


def main() -> None:
    """Write the schema."""
    PATH.write_text(json.dumps(schema(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
