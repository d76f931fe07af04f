"""What the end that plays to a track says beside its sound: which place was heard with which sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeGuard

from client.native.track_voice import TrackAnchor
from dsp.track_line import TrackLine

__all__ = ["TrackReport", "read_report", "report_fields", "report_of"]

_MAX_TIMESTAMP = 0xFFFFFFFF
_MOST_PLACE = 1e9
_MOST_S = 1e11
_MOST_MS = 1000.0


@dataclass(frozen=True, slots=True)
class TrackReport:
    """One pair of a line.

    Attributes
    ----------
    number : int
        Of the room's message that the track plays by.
    timestamp : int or None
        RTP time; None where the end does not know its own (a page).
    at_s : float
        Monotonic time of that end.
    place : float
        Samples of the track since it began, at 48 kHz, that were heard then; below 0 it has not begun.
    round_trip_ms : float
        Of its sound card, which is in ``place`` already.
    measured : bool
        Whether that was measured; else it is the driver's word.
    """

    number: int
    timestamp: int | None
    at_s: float
    place: float
    round_trip_ms: float
    measured: bool

    @property
    def line(self) -> TrackLine | None:
        """Where the track lies on the sound that comes."""
        return None if self.timestamp is None else TrackLine(float(self.timestamp), self.place)


def report_of(anchor: TrackAnchor, *, lookahead_s: float, measured: bool) -> TrackReport:
    """What is said of a track that this end's audio thread plays."""
    line = TrackLine.heard(
        sample=anchor.sample,
        place_samples=anchor.place,
        round_trip_s=anchor.round_trip_s,
        lookahead_s=lookahead_s,
    )
    timestamp = anchor.sample & _MAX_TIMESTAMP
    at_s, trip_ms = anchor.capture_s - lookahead_s, round(anchor.round_trip_s * 1e3, 3)
    return TrackReport(anchor.number, timestamp, at_s, line.place_samples, trip_ms, measured)


def report_fields(report: TrackReport) -> dict[str, object]:
    """The report as a beat carries it."""
    return {
        "n": report.number,
        "ts": report.timestamp,
        "at": report.at_s,
        "place": round(report.place, 3),
        "round_trip_ms": report.round_trip_ms,
        "measured": report.measured,
    }


def read_report(said: object) -> TrackReport | None:
    """What a beat carried; None where it is malformed."""
    if not isinstance(said, Mapping):
        return None
    number, timestamp, measured = said.get("n"), said.get("ts"), said.get("measured")
    at_s, place, trip_ms = said.get("at"), said.get("place"), said.get("round_trip_ms")
    if not _whole(number, 2**53) or not isinstance(measured, bool):
        return None
    if timestamp is not None and not _whole(timestamp, _MAX_TIMESTAMP):
        return None
    if not (_within(at_s, _MOST_S) and _within(place, _MOST_PLACE) and _within(trip_ms, _MOST_MS)):
        return None
    return TrackReport(number, timestamp, float(at_s), float(place), float(trip_ms), measured)


def _whole(value: object, most: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _within(value: object, most: float) -> TypeGuard[float]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= most  # neither nan nor infinity is
