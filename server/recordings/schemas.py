"""What the recordings' API takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

CHUNK_BYTES = 1024 * 1024
MAX_BYTES = 1024 * CHUNK_BYTES
MAX_POINTS = 20_000

Sum = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Sample = Annotated[int, Field(ge=0, le=2**40)]
Seconds = Annotated[float, Field(ge=0, le=1e11, allow_inf_nan=False)]


class Manifest(BaseModel):
    """A file that is to be uploaded in chunks of 1 MiB, the last one shorter: FLAC, or WAV of 16 or 24 bits.

    ``points``: sample, its lesson time and how far that can be off, s.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    bytes: Annotated[int, Field(ge=1, le=MAX_BYTES)]
    sha256: Sum
    chunks: Annotated[tuple[Sum, ...], Field(min_length=1, max_length=MAX_BYTES // CHUNK_BYTES)]
    points: Annotated[tuple[tuple[Sample, Seconds, Seconds], ...], Field(min_length=1, max_length=MAX_POINTS)]

    @model_validator(mode="after")
    def _as_many_as_it_takes(self) -> Self:
        expected = -(-self.bytes // CHUNK_BYTES)
        if len(self.chunks) != expected:
            raise ValueError(f"{len(self.chunks)} chunks, expected {expected}")
        return self

    def size_of(self, chunk: int) -> int:
        """How long a chunk is."""
        return min(CHUNK_BYTES, self.bytes - chunk * CHUNK_BYTES)


class Have(BaseModel):
    """Which chunks are here; ``whole``: all of it is, and nothing more need be kept elsewhere."""

    chunks: list[int]
    whole: bool


class MarkOut(BaseModel):
    """A marked moment, in lesson time; ``file``: its clip, once it is made and all permit clips."""

    n: int
    at_s: float
    text: str
    file: str | None


class TakeOut(BaseModel):
    """A recording; ``files``: stems and mix once they are made; ``clips``: whether all permit those."""

    take: str
    began_at: datetime
    seconds: float
    files: list[str]
    clips: bool
    marks: list[MarkOut]


class TakeList(BaseModel):
    """``running``: takes that are not over, whose ends keep what they have."""

    takes: list[TakeOut]
    running: list[str]


class ClipOut(BaseModel):
    take: str
    n: int
    at_s: float
    text: str


class ClipList(BaseModel):
    clips: list[ClipOut]
