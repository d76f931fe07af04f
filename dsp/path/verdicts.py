"""What a profile would sound like over measured packets, by the jitter buffer's own law. Pure.

No threshold is made up here: the wait and the concealment are what `dsp.TargetDelay` decides on the very
packets that were measured, what a concealed percent is worth is the profile's own weight, and what a delay
means for playing is what the lesson's page says (`dsp.advice`).
"""

from __future__ import annotations

import numpy as np

from dsp.advice import advice_for
from dsp.path import decisions, trace
from dsp.path.clocks import Relation, relate
from dsp.path.found import ProfileFound, WayFound
from dsp.path.plans import Stream
from dsp.path.ways import Floats, Way, percentile, steps_ms, variation_ms

_LEAST_PACKETS = 50


def played(variation: Floats, stream: Stream) -> tuple[float, float] | None:
    """Mean wait in ms, and concealed percent, of our law on these packets; None where too few came."""
    if np.isfinite(variation).sum() < _LEAST_PACKETS:
        return None
    ptime = stream.profile.ptime_samples
    measured = trace.from_transit(variation * trace.SAMPLE_RATE_HZ / 1000, ptime)
    outcome = decisions.play(measured, stream.profile.concealment_weight)
    return outcome.mean_delay_ms, outcome.concealed_pct


def relation_of(up: Way, down: Way) -> Relation | None:
    """How the clocks stand; None where one direction carried nothing."""
    there = up.there, down.there
    if not there[0].any() or not there[1].any():
        return None
    return relate(
        up.sent_ms[there[0]], up.transit_ms[there[0]], down.sent_ms[there[1]], down.transit_ms[there[1]]
    )


def variations(up: Way, down: Way, clocks: Relation | None) -> tuple[Floats, Floats]:
    """Delay variation there and back, the clocks' rates taken off."""
    skew = 0.0 if clocks is None else clocks.skew
    return variation_ms(up, skew), variation_ms(down, -skew)


def judge(stream: Stream, up: Way, down: Way, trips_ms: list[float]) -> ProfileFound:
    """Everything about one profile's run."""
    clocks = relation_of(up, down)
    both = variations(up, down, clocks)
    delays = _one_way(up, down, clocks)
    ways = [
        _found(way, variation, stream, delay, None if clocks is None else clocks.bound_ms)
        for way, variation, delay in zip((up, down), both, delays, strict=True)
    ]
    trips = np.array(trips_ms)
    least = float(trips.min()) if len(trips) else None
    sound = worth = None
    if least is not None and all(way.wait is not None for way in ways):
        path = least / 2 + stream.before_ms
        sound = max(path + (way.wait or 0.0) for way in ways)
        weight = stream.profile.concealment_weight
        worth = max(path + (way.wait or 0.0) + weight * (way.concealed or 0.0) for way in ways)
    return ProfileFound(
        profile=stream.profile.name.value,
        kbps=stream.kbps,
        rtt_p50=percentile(trips, 50),
        rtt_p95=percentile(trips, 95),
        rtt_least=least,
        up=ways[0],
        down=ways[1],
        sound_ms=sound,
        worth_ms=worth,
        word=None if worth is None else advice_for(worth),
    )


def _one_way(up: Way, down: Way, clocks: Relation | None) -> tuple[float | None, float | None]:
    if clocks is None:
        return None, None
    there = up.there
    delay_up = up.transit_ms[there] - clocks.far_minus_near(up.sent_ms[there])
    there = down.there
    delay_down = down.transit_ms[there] + clocks.far_minus_near(down.got_ms[there])
    return float(np.median(delay_up)), float(np.median(delay_down))


def _found(way: Way, variation: Floats, stream: Stream, delay: float | None, bound: float | None) -> WayFound:
    law = played(variation, stream)
    return WayFound(
        sent=len(way.got_ms),
        variation_p50=percentile(variation, 50),
        variation_p95=percentile(variation, 95),
        variation_p99=percentile(variation, 99),
        step_p95=percentile(steps_ms(variation), 95),
        one_way_p50=delay,
        bound=bound,
        loss=way.loss_pct,
        bursts=way.bursts,
        reordered=way.reordered_pct,
        doubled=way.doubled,
        wait=None if law is None else law[0],
        concealed=None if law is None else law[1],
    )
