"""What a session can say about itself: now (`Status`), and when it is over (`SessionReport`)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

from client.native.beat import Parts
from client.native.engine import EngineStats

__all__ = ["FarReport", "FarStatus", "Knock", "Parts", "Phase", "SessionReport", "Status"]

Phase = Literal["connecting", "waiting", "lesson", "away", "ended"]
"""``away``: the server cannot be reached just now; sound between the ends goes on."""


@dataclass(frozen=True, slots=True)
class FarStatus:
    """One far end as we hear it.

    Attributes
    ----------
    state : str
        ``connecting``, ``up``, ``silent``, ``failed`` or ``closed``.
    mouth_to_ear_ms, bound_ms : float or None
        How late we hear them, and how wrong that can be; None while it cannot be known.
    there_and_back_ms : float or None
        Ours of them plus theirs of us: free of clock error.
    relayed, relay_only : bool
        A relay stands in between; because nobody may learn our address, rather than for a firewall.
    sends : str
        What goes out to them: ``opus`` or ``pcm``.
    protected : int
        How many earlier payloads ride along in every packet to them.
    recovered : int
        Packets of theirs that were lost and that redundancy brought in time.
    theirs_ms, theirs_bound_ms, theirs_parts
        How late they hear us, in which parts, as they say; None while they do not know.
    stepped : str
        What is sent less of over this path, and why; empty while all is sent.
    their_picture : str
        How much picture they send: ``full`` to ``resting``; empty where they do not say.
    """

    connection: str
    participant: str
    name: str
    role: str
    kind: str
    state: str
    audio: bool
    video: bool
    peak_dbfs: float = -120.0
    clipped: bool = False
    mouth_to_ear_ms: float | None = None
    bound_ms: float | None = None
    there_and_back_ms: float | None = None
    parts: Parts | None = None
    rtt_ms: float | None = None
    playout_ms: float | None = None
    target_ms: float | None = None
    jitter_ms: float | None = None
    drift_ppm: float | None = None
    loss_pct: float = 0.0
    concealed_pct: float = 0.0
    underruns: int = 0
    picture_frames: int = 0
    picture_counter: int | None = None
    picture_delay_ms: float | None = None
    relayed: bool = False
    relay_only: bool = False
    sends: str = "opus"
    protected: int = 0
    recovered: int = 0
    inserted_samples: int = 0
    removed_samples: int = 0
    rms_dbfs: float = -120.0
    theirs_ms: float | None = None
    theirs_bound_ms: float | None = None
    theirs_parts: Parts | None = None
    stepped: str = ""
    their_picture: str = ""


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody who waits to be let in."""

    participant: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Status:
    """The session now; ``text`` is where it stands, ``notice`` what the room has just objected to.

    ``device_away`` says why the sound device is not there and what happens then; empty while it is.
    ``round_trip_ms`` is the device's own part of being late, from what it plays to the same heard: measured
    by `klangbro bench device`, or as its driver says; half of it or so is in each way's capture and output.
    """

    phase: Phase
    text: str
    notice: str
    recording: str
    name: str
    role: str
    teacher: str
    profile: str
    device: str
    muted: bool
    elapsed_s: float
    peak_dbfs: float
    clipped: bool
    output_peak_dbfs: float
    far: tuple[FarStatus, ...]
    knocks: tuple[Knock, ...]
    engine: EngineStats
    device_away: str = ""
    rms_dbfs: float = -120.0
    round_trip_ms: float | None = None
    round_trip_measured: bool = False

    def as_dict(self) -> dict[str, object]:
        """For ``--json``: plain values, numbers rounded to what they are worth."""
        return {"type": "status", **_rounded(asdict(self))}


@dataclass(frozen=True, slots=True)
class FarReport:
    """One far participant over the whole session; times in ms."""

    participant: str
    name: str
    role: str
    mouth_to_ear_ms: dict[str, float | None]
    bound_ms: float | None
    there_and_back_ms: float | None
    ledger_ms: dict[str, float] | None
    playout_ms: float | None
    rtt_ms: float | None
    loss_pct: float
    concealed_pct: float
    packets_received: int
    packets_lost: int
    packets_late: int
    underruns: int
    drift_ppm: float | None
    connections: int
    picture_frames: int
    picture_delay_ms: float | None
    packets_recovered: int = 0


@dataclass(frozen=True, slots=True)
class SessionReport:
    """The session when it is over.

    Attributes
    ----------
    ended : str
        One sentence: why.
    recorded_dropped_frames : int
        Frames of the recording that are silence because the disk stood still.
    """

    name: str
    role: str
    device: str
    profile: str
    seconds: float
    ended: str
    far: tuple[FarReport, ...]
    engine: EngineStats
    recorded_dropped_frames: int = 0
    server_outages: int = 0

    def as_dict(self) -> dict[str, object]:
        """For ``--json``."""
        return {"type": "report", **_rounded(asdict(self))}


def _rounded(value: dict[str, object]) -> dict[str, object]:
    return {key: _round(one) for key, one in value.items()}


def _round(value: object) -> object:
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, dict):
        return _rounded(value)
    if isinstance(value, list | tuple):
        return [_round(one) for one in value]
    return value
