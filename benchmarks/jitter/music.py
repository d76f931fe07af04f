"""The whole jitter buffer on a path, clip by clip: how fast a delay comes down is then the music's to say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.jitter import engine
from benchmarks.jitter.compare import PTIME_SAMPLES, RIVALS
from benchmarks.jitter.trace import through
from benchmarks.material import Clip
from dsp.path.decisions import play
from dsp.path.outcome import Outcome

FROM_S = 10.0  # by when every law has learnt the path
LEAST_S = 2 * FROM_S


@dataclass(frozen=True)
class Heard:
    """One clip on one path: J in ms, of all from 10 s on.

    Attributes
    ----------
    clip : str
    seed : int
        Of the path.
    cost_ms : float
        Ours, with this sound.
    told_ms : float
        Ours as `dsp.path.decisions` tells it, at 2 ms/s and without sound.
    rivals_ms : dict[str, float]
        As they are, what they throw away counted as synthesised.
    """

    clip: str
    seed: int
    cost_ms: float
    told_ms: float
    rivals_ms: dict[str, float]

    @property
    def over_ms(self) -> float:
        """Ours less the least of theirs."""
        return self.cost_ms - min(self.rivals_ms.values())


def hear(clip: Clip, weather: str, weight_ms: float, *, seed: int, seconds: float) -> Heard:
    """Play a clip over a path of that seed, and the rivals' laws on the same packets."""
    path = through(weather, seed=seed, seconds=seconds, ptime_samples=PTIME_SAMPLES[weight_ms])
    sound = clip.play(seed, seconds)[:, 0].astype(np.float64)

    def of(media: NDArray[np.int64]) -> NDArray[np.float64]:
        return sound[media % len(sound)]

    played = engine.run(path, weight_ms, of)
    late = played.at_s >= FROM_S
    concealed_ms = played.concealed_between(FROM_S, float(played.at_s[-1]) + 1.0)
    heard_ms = 1e3 * float(played.at_s[-1] - FROM_S)
    return Heard(
        clip.name,
        seed,
        float(played.delay_ms[late].mean()) + weight_ms * 100.0 * concealed_ms / heard_ms,
        _settled_cost_ms(play(path, weight_ms), weight_ms),
        {name: _settled_cost_ms(law(path), weight_ms) for name, law in RIVALS.items()},
    )


def _settled_cost_ms(outcome: Outcome, weight_ms: float) -> float:
    late = outcome.at_s >= FROM_S
    return Outcome(
        outcome.at_s[late], outcome.delay_ms[late], outcome.concealed_ms[late], outcome.played_ms[late]
    ).cost_ms(weight_ms)
