"""All laws on one trace, and how they stand to what could have been."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.jitter.hindsight import clairvoyant, constants
from benchmarks.rivals import jacktrip, jamulus, neteq, stock_aiortc
from dsp.path.decisions import DOWN_MS_PER_S, play
from dsp.path.outcome import Outcome
from dsp.path.trace import Trace

FIXED_BLOCKS = 4  # what Jamulus' manual begins with
RIVALS: dict[str, Callable[[Trace], Outcome]] = {
    "NetEq": neteq.play,
    "Jamulus, auto": jamulus.play,
    f"Jamulus, {FIXED_BLOCKS} blocks": lambda trace: jamulus.play(trace, FIXED_BLOCKS),
    "JackTrip": jacktrip.play,
    "aiortc": stock_aiortc.play,
}
# The same laws where nobody leaves out more sound than ours may, and a lost block is nobody's way down.
ALIKE: dict[str, Callable[[Trace], Outcome]] = RIVALS | {
    "NetEq": lambda trace: neteq.play(trace, down_ms_per_s=DOWN_MS_PER_S),
    "Jamulus, auto": lambda trace: jamulus.play(trace, down_ms_per_s=DOWN_MS_PER_S),
    f"Jamulus, {FIXED_BLOCKS} blocks": lambda trace: jamulus.play(
        trace, FIXED_BLOCKS, down_ms_per_s=DOWN_MS_PER_S
    ),
}
# And as they are, with what they throw away for nothing.
FORGIVEN: dict[str, Callable[[Trace], Outcome]] = RIVALS | {
    "Jamulus, auto": lambda trace: jamulus.play(trace, thrown_counts=False),
    f"Jamulus, {FIXED_BLOCKS} blocks": lambda trace: jamulus.play(trace, FIXED_BLOCKS, thrown_counts=False),
}
# By weight: the profile's packets (samples), and what J may be: factor x hindsight + 0.5 ms.
PTIME_SAMPLES = {4.0: 120, 10.0: 240, 40.0: 960}
FACTOR = {4.0: 1.10, 10.0: 1.10, 40.0: 1.30}
SPARE_MS = 0.5


@dataclass(frozen=True)
class Comparison:
    """One trace and one weight.

    Parameters
    ----------
    weight_ms : float
    ours, hindsight, clairvoyant : Outcome
        `hindsight` is the best constant delay of each 30 s window.
    rivals, alike, forgiven : dict[str, Outcome]
        As they are, what they throw away counted as synthesised; at our pace of coming down; and as they
        are with only what they synthesise counted.
    """

    weight_ms: float
    ours: Outcome
    hindsight: Outcome
    clairvoyant: Outcome
    rivals: dict[str, Outcome]
    alike: dict[str, Outcome]
    forgiven: dict[str, Outcome]

    @property
    def cost_ms(self) -> float:
        """Our J."""
        return self.ours.cost_ms(self.weight_ms)

    @property
    def of_allowed(self) -> float:
        """Our J as a share of what it may be."""
        return self.cost_ms / (FACTOR[self.weight_ms] * self.hindsight.cost_ms(self.weight_ms) + SPARE_MS)

    def over_ms(self, rivals: dict[str, Outcome]) -> float:
        """Our J less the least of theirs; negative: we are better."""
        return self.cost_ms - min(one.cost_ms(self.weight_ms) for one in rivals.values())


def compare(trace: Trace, weight_ms: float) -> Comparison:
    """Put every law on a trace."""
    return Comparison(
        weight_ms,
        play(trace, weight_ms),
        constants(trace, weight_ms),
        clairvoyant(trace, weight_ms),
        published := {name: law(trace) for name, law in RIVALS.items()},
        {name: published[name] if law is RIVALS[name] else law(trace) for name, law in ALIKE.items()},
        {name: published[name] if law is RIVALS[name] else law(trace) for name, law in FORGIVEN.items()},
    )
