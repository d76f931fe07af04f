"""What could have been: the best that one knew afterwards."""

from __future__ import annotations

import math

import numpy as np

from dsp.path.outcome import PER_MS, Floats, Outcome
from dsp.path.trace import SAMPLE_RATE_HZ, Trace

WINDOW_S = 30.0
STEP_SAMPLES = 6.0  # 0.125 ms between the delays that are tried
DOWN_MS_PER_S = 2.0
PATH_STEP_S = 0.25
PATH_STEP_MS = 0.5


def concealed(transit: Floats, delays: Floats, ptime_samples: int) -> Floats:
    """Share (0-1) that is concealed at each constant delay.

    A packet ``x`` samples late loses its first ``x`` samples, the whole of it at most; a lost one is lost.
    """
    came = np.sort(transit[np.isfinite(transit)])
    summed = np.concatenate((np.zeros(1), np.cumsum(came)))

    def beyond(delay: Floats) -> Floats:
        first = np.searchsorted(came, delay)
        return np.asarray(summed[-1] - summed[first] - (len(came) - first) * delay)

    late = (beyond(delays) - beyond(delays + ptime_samples)) / ptime_samples
    return np.asarray((late + len(transit) - len(came)) / max(1, len(transit)))


def constants(trace: Trace, weight_ms: float, *, window_s: float = WINDOW_S) -> Outcome:
    """The best constant delay of each window, known afterwards; what it costs to change is not asked."""
    each = max(1, round(window_s * SAMPLE_RATE_HZ / trace.ptime_samples))
    delays = np.arange(0.0, float(np.nanmax(trace.transit)) + STEP_SAMPLES, STEP_SAMPLES)
    rows = []
    for start in range(0, len(trace), each):
        transit = trace.transit[start : start + each]
        share = concealed(transit, delays, trace.ptime_samples)
        best = int((delays / PER_MS + weight_ms * 100.0 * share).argmin())
        lasted_ms = len(transit) * trace.ptime_samples / PER_MS
        begins_s = start * trace.ptime_samples / SAMPLE_RATE_HZ
        rows.append((begins_s, delays[best] / PER_MS, share[best] * lasted_ms, lasted_ms))
    return Outcome(*np.array(rows).T)


def clairvoyant(trace: Trace, weight_ms: float, *, down_ms_per_s: float = DOWN_MS_PER_S) -> Outcome:
    """The best path of delay for one who sees the whole trace: up at no cost, down at 2 ms a second.

    Dynamic programming over steps of 0.25 s and delays 0.5 ms apart.
    """
    each = max(1, round(PATH_STEP_S * SAMPLE_RATE_HZ / trace.ptime_samples))
    most_ms = float(np.nanmax(trace.transit)) / PER_MS
    delays_ms = np.arange(0.0, most_ms + PATH_STEP_MS, PATH_STEP_MS)
    parts = [trace.transit[start : start + each] for start in range(0, len(trace), each)]
    shares = np.array([concealed(part, delays_ms * PER_MS, trace.ptime_samples) for part in parts])
    lasted_ms = np.array([len(part) for part in parts]) * trace.ptime_samples / PER_MS
    # One step of delay down takes several steps of time: the phase is kept by going down only every so often.
    every = max(1, round(PATH_STEP_MS / (down_ms_per_s * PATH_STEP_S)))
    costs = (delays_ms + weight_ms * 100.0 * shares) * lasted_ms[:, None]
    chosen = _cheapest(costs, every)
    steps = np.arange(len(parts))
    return Outcome(
        steps * each * trace.ptime_samples / SAMPLE_RATE_HZ,
        delays_ms[chosen],
        shares[steps, chosen] * lasted_ms,
        lasted_ms,
    )


def _cheapest(costs: Floats, every: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Indices ``(steps,)`` of the cheapest path that falls one place at the most every ``every`` steps."""
    steps, places = costs.shape
    total = costs[-1].copy()
    follow = np.zeros((steps, places), np.intp)
    for step in range(steps - 2, -1, -1):
        # From place i one may go to any place above, stay, or (now and then) fall by one.
        best, index = _least_from_above(total)
        if (step + 1) % every == 0:
            lower = np.concatenate((np.full(1, math.inf), total[:-1]))
            fall = lower < best
            best, index = np.where(fall, lower, best), np.where(fall, np.arange(places) - 1, index)
        follow[step] = index
        total = costs[step] + best
    chosen = np.empty(steps, np.intp)
    chosen[0] = int(total.argmin())
    for step in range(steps - 1):
        chosen[step + 1] = follow[step, chosen[step]]
    return chosen


def _least_from_above(total: Floats) -> tuple[Floats, np.ndarray[tuple[int], np.dtype[np.intp]]]:
    """For each place the least of ``total`` at it or above, and where that is."""
    turned = total[::-1]
    least = np.minimum.accumulate(turned)
    first = np.where(turned <= least, np.arange(len(total)), 0)
    where = np.maximum.accumulate(first)
    return np.asarray(least[::-1]), np.asarray(len(total) - 1 - where[::-1])
