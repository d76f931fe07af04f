"""What became of a staged lesson: one `Hearing` for each ear, measured outside and told by the program."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.alignment import Alignment, align
from benchmarks.material import SAMPLE_RATE_HZ
from benchmarks.metrics import (
    Clock,
    Grains,
    correlation,
    damaged_share,
    gap_share,
    grains,
    mouth_to_ear,
    zero_lag,
)
from benchmarks.stage import End, Lesson

Floats = NDArray[np.float64]
_TAIL_S = 0.7


@dataclass(frozen=True)
class Trace:
    """What the program itself said, ``(statuses,)`` each; NaN where it did not know.

    Parameters
    ----------
    time_s : NDArray[float64]
        0 where the measured part begins.
    ledger_ms, bound_ms : NDArray[float64]
        Mouth-to-ear by its own ledger, and how wrong it says that can be.
    playout_ms, target_ms : NDArray[float64]
        Playout delay as it is and as it is wanted.
    lost_pct_s, concealed_pct_s : NDArray[float64]
        Share so far times time so far: differences tell what was lost and concealed in between.
    parts_ms : dict[str, NDArray[float64]]
        The ledger's parts: capture, network, playout, output.
    """

    time_s: Floats
    ledger_ms: Floats
    bound_ms: Floats
    playout_ms: Floats
    target_ms: Floats
    lost_pct_s: Floats
    concealed_pct_s: Floats
    parts_ms: dict[str, Floats]

    @property
    def concealed_now_pct(self) -> Floats:
        """Concealed between each status and the one before, usually a quarter second; the first is 0."""
        if len(self.time_s) < 2:
            return np.zeros(len(self.time_s))
        steps = np.diff(self.concealed_pct_s) / np.maximum(np.diff(self.time_s), 1e-3)
        return np.concatenate([[0.0], np.clip(np.nan_to_num(steps), 0, 100)])


@dataclass(frozen=True)
class Hearing:
    """What one end heard of the other.

    Parameters
    ----------
    ear, mouth : End
        Who heard, and who was heard.
    played, heard : NDArray[float64]
        ``(frames,)``, cut to the measured part by their clocks; ``heard`` goes on a little longer.
    played_clock, heard_clock : Clock
        Of the cut recordings.
    alignment : Alignment
    grains : Grains
    delay_s, delay_ms : NDArray[float64]
        Mouth-to-ear from outside, and when.
    trace : Trace
    """

    ear: End
    mouth: End
    played: Floats
    heard: Floats
    played_clock: Clock
    heard_clock: Clock
    alignment: Alignment
    grains: Grains
    delay_s: Floats
    delay_ms: Floats
    trace: Trace

    @property
    def p50_ms(self) -> float:
        """Median mouth-to-ear, from outside; NaN when nothing was heard."""
        return _percentile(self.delay_ms, 50)

    @property
    def p95_ms(self) -> float:
        """What 95 % of the time is kept within."""
        return _percentile(self.delay_ms, 95)

    @property
    def correlation(self) -> float:
        """Of heard with played."""
        return correlation(self.alignment)

    @property
    def damaged_pct(self) -> float:
        """Of 20 ms grains."""
        return 100 * damaged_share(self.grains)

    @property
    def gap_pct(self) -> float:
        """Of 20 ms grains."""
        return 100 * gap_share(self.grains)

    @property
    def ledger_ms(self) -> float:
        """Median mouth-to-ear by the program's own ledger."""
        return _percentile(self.trace.ledger_ms, 50)

    @property
    def ledger_off_ms(self) -> float:
        """Median of ledger minus outside, at the same moments; what both should agree on."""
        known = np.isfinite(self.trace.ledger_ms)
        if not known.any() or not len(self.delay_s):
            return float("nan")
        # A status looks back over the last half second of packets: compare with the outside of that time.
        own = np.interp(self.delay_s, self.trace.time_s[known] - _LOOKS_BACK_S, self.trace.ledger_ms[known])
        return float(np.median(own - self.delay_ms))

    @property
    def loss_pct(self) -> float:
        """Of the network, by the program's count, in the measured part."""
        return _within(self.trace.lost_pct_s, self.trace.time_s)

    @property
    def concealed_pct(self) -> float:
        """By the program's count, in the measured part."""
        return _within(self.trace.concealed_pct_s, self.trace.time_s)


_LOOKS_BACK_S = 0.25


def hearings(lesson: Lesson) -> tuple[Hearing, Hearing]:
    """What the teacher heard, and what the pupil heard."""
    return (
        hearing(lesson.teacher, lesson.pupil, lesson.seconds),
        hearing(lesson.pupil, lesson.teacher, lesson.seconds),
    )


def hearing(ear: End, mouth: End, seconds: float) -> Hearing:
    """What one end heard of another, or, by an echo, of itself."""
    played, played_clock = _cut(mouth.played, mouth.mouth, 0.0, seconds)
    heard, heard_clock = _cut(ear.heard, ear.ear, 0.0, seconds + _TAIL_S)
    found = align(played, heard, rate_hz=SAMPLE_RATE_HZ, zero_lag=zero_lag(played_clock, heard_clock))
    delay_s, delay_ms = mouth_to_ear(found, played_clock, heard_clock)
    return Hearing(
        ear=ear,
        mouth=mouth,
        played=played,
        heard=heard,
        played_clock=played_clock,
        heard_clock=heard_clock,
        alignment=found,
        grains=grains(played, heard, found, rate_hz=SAMPLE_RATE_HZ),
        delay_s=delay_s,
        delay_ms=delay_ms,
        trace=_trace(ear),
    )


def _cut(signal: Floats, clock: Clock, begin_s: float, end_s: float) -> tuple[Floats, Clock]:
    """The part of a recording between two times, and the clock of that part."""
    first, last = (round(float(index)) for index in clock.index_of(np.array([begin_s, end_s])))
    first, last = max(0, first), min(len(signal), last)
    return signal[first:last], Clock(clock.index - first, clock.time_s)


def _trace(end: End) -> Trace:
    rows = [(status["now_s"], status["far"][0]) for status in end.statuses if status["far"]]

    def column(name: str) -> Floats:
        return np.array([_number(far[name]) for _, far in rows])

    time_s = np.array([now_s for now_s, _ in rows])
    parts = ("capture", "network", "playout", "output")
    return Trace(
        time_s=time_s,
        ledger_ms=column("mouth_to_ear_ms"),
        bound_ms=column("bound_ms"),
        playout_ms=column("playout_ms"),
        target_ms=column("target_ms"),
        lost_pct_s=column("loss_pct") * (time_s - end.up_s),
        concealed_pct_s=column("concealed_pct") * (time_s - end.up_s),
        parts_ms={
            name: np.array([_number((far["parts"] or {}).get(name)) for _, far in rows]) for name in parts
        },
    )


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _percentile(values: Floats, share: float) -> float:
    known = values[np.isfinite(values)]
    return float(np.percentile(known, share)) if len(known) else float("nan")


def _within(total_pct_s: Floats, time_s: Floats) -> float:
    """The share within the measured part, from a running total; NaN with fewer than two statuses."""
    if len(time_s) < 2:
        return float("nan")
    return float(max(0.0, (total_pct_s[-1] - total_pct_s[0]) / (time_s[-1] - time_s[0])))
