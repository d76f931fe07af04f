"""The beat: every 250 ms over the data channel, both ways, so that each end knows the other's clock.

It carries the four-timestamp exchange, which RTP timestamp was captured when, and what its sender hears
of us. PROTOCOL: see ``rtc`` for the channel; unknown keys are ignored, malformed beats counted.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields

from client.native.capture import Anchor
from client.native.track_report import TrackReport, read_report, report_fields
from dsp.clock import PeerClock
from dsp.ledger import CaptureAnchor
from dsp.loss import PathLoss

__all__ = ["BEAT_S", "BeatBook", "HearingReport", "Parts"]

BEAT_S = 0.25
_VERSION = 1
_MAX_TIMESTAMP = 0xFFFFFFFF
_PICTURES = ("full", "smaller", "slow", "stills", "resting")


@dataclass(frozen=True, slots=True)
class Parts:
    """Mouth-to-ear in its parts, ms; they add up."""

    capture: float
    network: float
    playout: float
    output: float


@dataclass(frozen=True, slots=True)
class HearingReport:
    """What one end hears of the other. ``mouth_to_ear_ms`` is uncertain by ``bound_ms``, and ``parts`` are
    what it consists of.

    ``path_loss_pct`` and ``burst_packets`` are of the last seconds and from before recovery
    (`dsp.loss.PathLoss`); None where they are not known.
    """

    mouth_to_ear_ms: float | None = None
    bound_ms: float | None = None
    playout_ms: float | None = None
    loss_pct: float = 0.0
    concealed_pct: float = 0.0
    picture_delay_ms: float | None = None
    rtt_ms: float | None = None
    path_loss_pct: float | None = None
    burst_packets: float | None = None
    parts: Parts | None = None

    @property
    def path_loss(self) -> PathLoss | None:
        """What the path from us to them loses, where they know."""
        if self.path_loss_pct is None or self.burst_packets is None:
            return None
        return PathLoss(min(100.0, max(0.0, self.path_loss_pct)), max(1.0, self.burst_packets))


class BeatBook:
    """One connection's beats: composes ours, reads theirs, keeps the lesson clock between the two.

    Parameters
    ----------
    wall_minus_monotonic_s : Callable[[], float]
        Unix time minus monotonic time here.
    clock : PeerClock or None
        What is known of their clock already.

    Notes
    -----
    Realtime-safe: no. Thread-safe: no; one event loop.
    """

    def __init__(
        self,
        wall_minus_monotonic_s: Callable[[], float] = lambda: time.time() - time.monotonic(),
        *,
        clock: PeerClock | None = None,
    ) -> None:
        self.clock = PeerClock() if clock is None else clock
        self.report = HearingReport()
        self.malformed = 0
        self.far_picture = ""
        self.track: TrackReport | None = None  # ours, with every beat
        self.far_track: TrackReport | None = None
        self.received = 0
        self._wall = wall_minus_monotonic_s
        self._count = 0
        self._echo: dict[str, float | int] | None = None
        self._anchor: tuple[int, float] | None = None
        self.far_wall_minus_monotonic_s: float | None = None

    def compose(
        self,
        *,
        now_s: float,
        anchor: Anchor | None,
        report: HearingReport,
        picture: str | None = None,
    ) -> dict[str, object]:
        """Make the next beat; ``picture`` says how much picture we send, None: none or all there is."""
        self._count += 1
        return ({} if picture is None else {"picture": picture}) | {
            "v": _VERSION,
            "n": self._count,
            "now": now_s,
            "echo": self._echo,
            "audio": None if anchor is None else {"ts": anchor.timestamp, "at": anchor.at_s},
            "wall": self._wall(),
            "report": asdict(report),
            "track": None if self.track is None else report_fields(self.track),
        }

    def receive(self, beat: Mapping[str, object], *, arrival_s: float) -> bool:
        """Take in one beat; False, and counted, when it is malformed."""
        now_s, count = _number(beat.get("now")), _number(beat.get("n"))
        if beat.get("v") != _VERSION or now_s is None or count is None:
            self.malformed += 1
            return False
        self.received += 1
        self._exchange(beat.get("echo"), now_s, arrival_s)
        self._echo = {"t0": now_s, "t1": arrival_s, "n": int(count)}
        self._read_audio(beat.get("audio"))
        self._read_report(beat.get("report"))
        self._read_track(beat.get("track"))
        picture = beat.get("picture")
        self.far_picture = picture if picture in _PICTURES else ""
        wall_s = _number(beat.get("wall"))
        if wall_s is not None:
            self.far_wall_minus_monotonic_s = wall_s
        return True

    def far_anchor(self) -> CaptureAnchor | None:
        """Which of their samples was captured when, on our clock; None until both are known."""
        if self._anchor is None or not self.clock.ready:
            return None
        timestamp, at_s = self._anchor
        return CaptureAnchor(timestamp, self.clock.to_local(at_s))

    def far_unix_to_local_s(self, unix_s: float) -> float | None:
        """Map their wall clock (RTCP stamps, picture stamps) to our monotonic clock."""
        if self.far_wall_minus_monotonic_s is None or not self.clock.ready:
            return None
        return self.clock.to_local(unix_s - self.far_wall_minus_monotonic_s)

    def _exchange(self, echo: object, t2_s: float, t3_s: float) -> None:
        if not isinstance(echo, Mapping):
            return
        t0_s, t1_s = _number(echo.get("t0")), _number(echo.get("t1"))
        if t0_s is None or t1_s is None or not self.clock.exchange(t0_s, t1_s, t2_s, t3_s):
            self.malformed += 1

    def _read_audio(self, audio: object) -> None:
        if not isinstance(audio, Mapping):
            return
        timestamp, at_s = _number(audio.get("ts")), _number(audio.get("at"))
        if timestamp is None or at_s is None or not 0 <= timestamp <= _MAX_TIMESTAMP:
            self.malformed += 1
            return
        self._anchor = (int(timestamp), at_s)

    def _read_track(self, said: object) -> None:
        track = None if said is None else read_report(said)
        if said is not None and track is None:
            self.malformed += 1
        elif track is None or self.far_track is None or track.number >= self.far_track.number:
            self.far_track = track  # beats overtake each other

    def _read_report(self, report: object) -> None:
        if isinstance(report, Mapping):
            known = {
                field.name: _number(report.get(field.name))
                for field in fields(HearingReport)
                if field.name != "parts"
            }
            self.report = HearingReport(
                mouth_to_ear_ms=known["mouth_to_ear_ms"],
                bound_ms=known["bound_ms"],
                playout_ms=known["playout_ms"],
                loss_pct=known["loss_pct"] or 0.0,
                concealed_pct=known["concealed_pct"] or 0.0,
                picture_delay_ms=known["picture_delay_ms"],
                rtt_ms=known["rtt_ms"],
                path_loss_pct=known["path_loss_pct"],
                burst_packets=known["burst_packets"],
                parts=_parts(report.get("parts")),
            )


def _parts(value: object) -> Parts | None:
    """Parts as they were said; None unless all four are there."""
    if not isinstance(value, Mapping):
        return None
    known = [_number(value.get(field.name)) for field in fields(Parts)]
    numbers = [one for one in known if one is not None]
    return Parts(*numbers) if len(numbers) == len(known) else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e15 and math.isfinite(value) else None
