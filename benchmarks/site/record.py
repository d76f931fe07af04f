"""What was found out about a place; stands under ``site`` in the result."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from dsp.advice import Word


class EchoFound(BaseModel):
    """A lesson with the server's echo. ``back`` is there and back, from a file device, no sound card."""

    model_config = ConfigDict(extra="forbid")

    profile: str
    seconds: float
    back_p50_ms: float
    back_p95_ms: float
    correlation: float
    damaged_pct: float
    lost_pct: float
    concealed_pct: float
    windows: int


class Ready(BaseModel):
    """One profile at this place: the network's delay and the machine's, one way, and what that is good for.

    The far end's machine is taken to be like this one: a way from sound to sound has one input and one
    output, which is one round trip of the interface.
    """

    model_config = ConfigDict(extra="forbid")

    profile: str
    network_ms: float | None
    machine_ms: float | None
    worth_ms: float | None
    word: Word | None


class SiteFound(BaseModel):
    """All of it but what stands under ``device`` and ``network``."""

    model_config = ConfigDict(extra="forbid")

    ready: list[Ready]
    echo: EchoFound | None
    missing: list[str]
    sentences: list[str]
