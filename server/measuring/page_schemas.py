"""What a page and the server say to each other about a measurement from that page."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from server.readiness.schemas import Word
from signaling.messages import IceServer

PageProfile = Literal["duet", "balanced", "listen"]
"""Those a page can send; studio is uncompressed, between native ends."""
MOST_PACKETS = 10_000
TimeMs = Annotated[float, Field(ge=0, le=3_600_000, allow_inf_nan=False)]
Number = Annotated[int, Field(ge=0, lt=MOST_PACKETS)]


class PageBegunOut(BaseModel):
    """``measurement`` names it for the few minutes it lives."""

    measurement: str
    ice_servers: list[IceServer]


class PageOffer(BaseModel):
    """The page's description and all its candidates: nothing is trickled."""

    model_config = ConfigDict(extra="forbid")

    sdp: Annotated[str, Field(min_length=1, max_length=65_536)]
    candidates: Annotated[list[Annotated[str, Field(max_length=1024)]], Field(max_length=100)]


class PageAnswerOut(BaseModel):
    sdp: str


class NewPageRun(BaseModel):
    model_config = ConfigDict(extra="forbid")

    profile: PageProfile


class PageRunOut(BaseModel):
    """Both ends send ``count`` messages of ``size`` bytes from now on, ``interval_us`` apart."""

    run: int
    interval_us: int
    size: int
    count: int


class PageTimes(BaseModel):
    """By the page's clock: when it sent each packet, and (sequence, time) of each that came, as it came."""

    model_config = ConfigDict(extra="forbid")

    sent_ms: Annotated[list[TimeMs], Field(max_length=MOST_PACKETS)]
    came: Annotated[list[tuple[Number, TimeMs]], Field(max_length=2 * MOST_PACKETS)]


class PageWayOut(BaseModel):
    """One direction: to the server (out) or from it (in)."""

    variation_ms: float | None
    lost_pct: float
    reordered_pct: float


class PageFoundOut(BaseModel):
    """One profile, judged; ``word`` is null where too little came through for a verdict.

    ``busy``: which end was too busy to tell the path from itself; nothing of it is kept then.
    """

    profile: PageProfile
    word: Word | None
    worth_ms: float | None
    rtt_ms: float | None
    rtt_p95_ms: float | None
    out: PageWayOut
    back: PageWayOut
    relayed: bool
    busy: Literal["page", "server"] | None
