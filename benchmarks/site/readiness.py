"""Device, network and lesson put together into what this place is good for. Pure."""

from __future__ import annotations

from benchmarks.device import verdict
from benchmarks.device.record import Device
from benchmarks.network.record import NetworkFound
from benchmarks.site.record import EchoFound, Ready
from dsp.advice import advice_for

_WORDS = {
    "together": "ready for playing together",
    "follow": "ready for lessons in which one leads and the other follows",
    "turns": "ready for taking turns, and for playing to the track",
}
_ORDER = ("together", "follow", "turns")


def machine_ms(device: Device | None) -> float | None:
    """One input and one output of the best setting; None where nothing holds."""
    best = None if device is None else verdict.best(device)
    return None if best is None else verdict.rtl_ms(best.screened)


def ready(device: Device | None, network: NetworkFound) -> list[Ready]:
    """Every profile that was measured."""
    own_ms = machine_ms(device)
    found = []
    for one in network.profiles:
        worth = None if one.worth_ms is None or own_ms is None else one.worth_ms + own_ms
        found.append(
            Ready(
                profile=one.profile,
                network_ms=one.sound_ms,
                machine_ms=own_ms,
                worth_ms=worth,
                word=None if worth is None else advice_for(worth),
            )
        )
    return found


def sentences(
    device: Device | None, network: NetworkFound, echo: EchoFound | None, found: list[Ready]
) -> list[str]:
    """The one page's first lines: what it is good for, then why."""
    known = [one for one in found if one.word is not None]
    if known:
        best = min(known, key=lambda one: (_ORDER.index(one.word or "turns"), one.worth_ms or 0.0))
        total = (best.network_ms or 0.0) + (best.machine_ms or 0.0)
        said = [
            f"This place is {_WORDS[best.word or 'turns']}: "
            f"{best.profile}, {total:.0f} ms from sound to sound."
        ]
    elif network.reach.verdict == "nothing":
        said = ["This place is not ready: no sound gets through."]
    elif network.profiles:
        said = ["The network was measured; what it is good for depends on an interface that holds."]
    else:
        said = ["Lessons can be held from this place, but not for playing together."]
    said += [] if device is None else [device.sentence]
    if echo is not None:
        said.append(
            f"A lesson of {echo.seconds:.0f} s with the server's echo: the own sound came back after "
            f"{echo.back_p50_ms:.0f} ms (p95 {echo.back_p95_ms:.0f}), correlation {echo.correlation:.2f}, "
            f"{echo.damaged_pct:.1f} % damaged."
        )
    return said
