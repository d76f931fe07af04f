"""Which setting to use, and why, in a sentence."""

from __future__ import annotations

from benchmarks.device.ports import Setting
from benchmarks.device.record import Device, Long, Screened

RATE_HZ = 48_000
"""What Klangbro runs at: another rate would be converted, which costs more delay than it saves."""
_STEADY_SAMPLES = 1.0


def setting(screened: Screened) -> Setting:
    """Its rate and block."""
    return Setting(screened.rate_hz, screened.block_frames)


def rtl_ms(screened: Screened) -> float | None:
    """The round trip in time."""
    return None if screened.rtl_samples is None else screened.rtl_samples / screened.rate_hz * 1000


def holds(screened: Screened) -> bool:
    """Whether sound comes back, whole and always as late."""
    return screened.rtl_samples is not None and screened.xruns == 0 and screened.slips == 0


def candidates(device: Device) -> list[Screened]:
    """Settings worth a long look, the best first: those that hold, then by round trip."""
    heard = [one for one in device.screened if one.rate_hz == RATE_HZ and one.rtl_samples is not None]
    return sorted(heard, key=lambda one: (one.xruns + one.slips, one.rtl_samples or 0.0, one.block_frames))


def best(device: Device) -> Long | None:
    """Of those looked at for long, the one that holds with the least round trip."""
    good = [one for one in device.long if holds(one.screened)]
    return min(good, key=lambda one: one.screened.rtl_samples or 0.0, default=None)


def drift_words(ppm: float | None) -> str:
    """``12 ppm slow``."""
    if ppm is None:
        return "clock not measured"
    if abs(ppm) < 0.5:
        return "clock true to 0.5 ppm"
    return f"{abs(ppm):.0f} ppm {'fast' if ppm > 0 else 'slow'}"


def sentence(device: Device) -> str:
    """What to do with this interface."""
    if device.faults:
        return device.faults[0].words
    if not any(one.rtl_samples is not None for one in device.screened):
        return "Nothing came back in any setting. Look at the cable and the levels."
    found = best(device)
    if found is None:
        tried = candidates(device)
        why = (
            "" if not tried else f" {setting(tried[0])} dropped out {tried[0].xruns + tried[0].slips} times."
        )
        return f"No setting holds.{why} Close other programs, try another USB port, and measure again."
    time_ms = rtl_ms(found.screened) or 0.0
    facts = f"{time_ms:.1f} ms round trip, {drift_words(found.drift_ppm)}"
    return f"{setting(found.screened)} holds: {facts}. Use it.{_why(device, found)}"


def _why(device: Device, found: Long) -> str:
    smaller = [
        one
        for one in device.screened
        if one.rate_hz == RATE_HZ and one.block_frames < found.screened.block_frames and not holds(one)
    ]
    if smaller:
        near = max(smaller, key=lambda one: one.block_frames)
        if near.failed is not None:
            return f" {near.block_frames} cannot be opened."
        return f" {near.block_frames} dropped out {near.xruns + near.slips} times in {near.seconds:g} s."
    return (
        " No smaller block gave less."
        if found.screened.block_frames > 32
        else " It is the smallest there is."
    )


_SAME_MS = 0.5


def compared(one: Device, other: Device) -> str:
    """Which of two interfaces to take for playing together: of those that hold, the quicker one."""
    first, second = best(one), best(other)
    if first is None or second is None:
        good = [(label, found) for label, found in (("A", first), ("B", second)) if found is not None]
        return f"Only {good[0][0]} holds. Take it." if good else "Neither holds."
    gap_ms = (rtl_ms(first.screened) or 0.0) - (rtl_ms(second.screened) or 0.0)
    if abs(gap_ms) < _SAME_MS:
        quieter = "A" if first.sound.noise_a_dbfs < second.sound.noise_a_dbfs else "B"
        return f"Both are as quick, to {_SAME_MS:g} ms; {quieter} is the quieter one."
    quicker = "A" if gap_ms < 0 else "B"
    return f"{quicker} is {abs(gap_ms):.1f} ms quicker there and back. Take it to play together."
