"""Repeatable weather of a link: one line per millisecond, ``<delay_us> <loss_per_mille>``.

    python -m benchmarks.paths.weather PROFILE SEED SECONDS > file

Delays are one-way and exclude nothing: base path, queueing and radio scheduling together. The
profiles are synthetic; their shapes follow what access links of each kind do.

    clean   1 ms, for the software's own delay
    fibre   5 ms, 0.1 ms of jitter
    dsl     15 ms; a neighbour's upload fills the queue by 8-25 ms now and then
    lte     28 ms; 1-8 ms of radio scheduling, handovers of 30-90 ms, loss in bursts
    wifi    4 ms; contention, frequent spikes of 8-45 ms, loss in bursts
    leo     26 ms; steps every 15 s, a burst of loss at some of them

The weather is a function of time and not of the packet, so that programs with different packet
rates meet the same link. A file starts over at its end.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Weather:
    """Delay and loss of one direction, millisecond by millisecond.

    Parameters
    ----------
    delay_us : NDArray[int64]
        ``(milliseconds,)``, one-way delay of a packet sent in that millisecond.
    loss_per_mille : NDArray[int64]
        ``(milliseconds,)``, 0-1000.

    Raises
    ------
    ValueError
        Empty, of unequal length, or out of range.
    """

    delay_us: Ints
    loss_per_mille: Ints

    def __post_init__(self) -> None:
        if not 0 < len(self.delay_us) == len(self.loss_per_mille):
            raise ValueError(f"weather of {len(self.delay_us)} delays and {len(self.loss_per_mille)} losses")
        if int(self.delay_us.min()) < 0:
            raise ValueError(f"weather with a delay of {int(self.delay_us.min())} us")
        if int(self.loss_per_mille.min()) < 0 or int(self.loss_per_mille.max()) > 1000:
            raise ValueError("weather with a loss outside 0-1000 per mille")

    @property
    def seconds(self) -> float:
        """How long it lasts before it starts over."""
        return len(self.delay_us) / 1000

    def at(self, elapsed_s: float) -> tuple[float, float]:
        """Delay in s and loss as a share (0-1) that a packet meets ``elapsed_s`` after the start."""
        index = int(elapsed_s * 1000) % len(self.delay_us)
        return float(self.delay_us[index]) * 1e-6, float(self.loss_per_mille[index]) * 1e-3


def _ramp(
    delay: Floats, loss: Floats, at: int, *, up_ms: int, top_us: float, down_ms: int, peak_loss: int
) -> None:
    """Add a queue that fills in ``up_ms`` and drains in ``down_ms``, losing packets around its top."""
    shape = np.concatenate([np.linspace(0, top_us, up_ms), np.linspace(top_us, 0, down_ms)])
    end = min(len(delay), at + len(shape))
    delay[at:end] += shape[: end - at]
    top = at + up_ms
    loss[max(0, top - 10) : top + 10] = np.maximum(loss[max(0, top - 10) : top + 10], peak_loss)


def _events(rng: np.random.Generator, milliseconds: int, mean_gap_ms: float) -> Iterator[int]:
    """Times of a Poisson process. Draws lazily: the caller's own draws fall in between, by design."""
    at = rng.exponential(mean_gap_ms)
    while at < milliseconds:
        yield int(at)
        at += rng.exponential(mean_gap_ms)


def _held(values: Floats, each_ms: int, milliseconds: int) -> Floats:
    """Hold each value for ``each_ms``: radio links decide per scheduling slot, not per packet."""
    return np.repeat(values, each_ms)[:milliseconds]


def _clean(_rng: np.random.Generator, delay: Floats, _loss: Floats) -> None:
    delay += 1000


def _fibre(rng: np.random.Generator, delay: Floats, _loss: Floats) -> None:
    delay += 5000 + np.abs(rng.normal(0, 100, len(delay)))


def _dsl(rng: np.random.Generator, delay: Floats, loss: Floats) -> None:
    n = len(delay)
    delay += 15000 + rng.gamma(1.5, 250, n)
    loss += 1
    for at in _events(rng, n, 5000):
        up_ms, top_us, down_ms = (
            int(rng.uniform(60, 250)),
            rng.uniform(8000, 25000),
            int(rng.uniform(100, 400)),
        )
        _ramp(delay, loss, at, up_ms=up_ms, top_us=top_us, down_ms=down_ms, peak_loss=150)


def _lte(rng: np.random.Generator, delay: Floats, loss: Floats) -> None:
    n = len(delay)
    delay += 28000 + _held(rng.gamma(2.0, 1200, n // 5 + 1), 5, n)
    delay += _held((rng.random(n // 10 + 1) < 0.08).astype(np.float64), 10, n) * 8000
    loss += 2
    for at in _events(rng, n, 9000):
        up_ms, top_us, down_ms = int(rng.uniform(5, 25)), rng.uniform(30000, 90000), int(rng.uniform(60, 250))
        _ramp(delay, loss, at, up_ms=up_ms, top_us=top_us, down_ms=down_ms, peak_loss=300)


def _wifi(rng: np.random.Generator, delay: Floats, loss: Floats) -> None:
    n = len(delay)
    delay += 4000 + _held(rng.exponential(1500, n // 4 + 1), 4, n)
    loss += 2
    for at in _events(rng, n, 2000):
        up_ms, top_us, down_ms = int(rng.uniform(2, 10)), rng.uniform(8000, 45000), int(rng.uniform(15, 80))
        _ramp(delay, loss, at, up_ms=up_ms, top_us=top_us, down_ms=down_ms, peak_loss=250)


def _leo(rng: np.random.Generator, delay: Floats, loss: Floats) -> None:
    n = len(delay)
    delay += 26000 + rng.gamma(2.0, 800, n)
    for start in range(0, n, 15000):
        delay[start : start + 15000] += rng.uniform(-6000, 10000)
        if rng.random() < 0.5:
            loss[start : start + int(rng.uniform(80, 300))] = 300


_MAKERS: dict[str, Callable[[np.random.Generator, Floats, Floats], None]] = {
    "clean": _clean,
    "fibre": _fibre,
    "dsl": _dsl,
    "lte": _lte,
    "wifi": _wifi,
    "leo": _leo,
}
PROFILES = tuple(_MAKERS)
SPOKEN = {
    "clean": "a clean link",
    "fibre": "fibre",
    "dsl": "DSL",
    "lte": "4G",
    "wifi": "Wi-Fi",
    "leo": "a satellite link",
}
"""What people call it."""


def make(profile: str, seed: int, seconds: float) -> tuple[Ints, Ints]:
    """Delay (us) and loss (per mille), ``(milliseconds,)`` each; the same seed is the same link.

    Raises
    ------
    ValueError
        No such profile, or less than a millisecond of it.
    """
    if profile not in _MAKERS:
        raise ValueError(f"no weather {profile!r}: choose of {', '.join(PROFILES)}")
    milliseconds = int(seconds * 1000)
    if milliseconds < 1:
        raise ValueError(f"weather of {seconds} s")
    delay, loss = np.zeros(milliseconds), np.zeros(milliseconds)
    _MAKERS[profile](np.random.default_rng(seed), delay, loss)
    return np.maximum(delay, 200).astype(np.int64), loss.astype(np.int64)


def forecast(profile: str, seed: int, seconds: float) -> Weather:
    """`make` as one object."""
    return Weather(*make(profile, seed, seconds))


def write(weather: Weather, path: Path) -> None:
    """Write the text file that linklab reads."""
    path.write_text(_lines(weather), encoding="ascii")


def _lines(weather: Weather) -> str:
    pairs = zip(weather.delay_us.tolist(), weather.loss_per_mille.tolist(), strict=True)
    return "".join(f"{delay} {loss}\n" for delay, loss in pairs)


def read(path: Path) -> Weather:
    """Read such a file.

    Raises
    ------
    ValueError
        A line is not two integers, or there is no line (the message names file and line).
    """
    rows: list[tuple[int, int]] = []
    for number, line in enumerate(path.read_text(encoding="ascii").splitlines(), 1):
        try:
            delay, loss = (int(word) for word in line.split())
        except ValueError as error:
            raise ValueError(
                f"{path}:{number}: expected <delay_us> <loss_per_mille>, got {line!r}"
            ) from error
        rows.append((delay, loss))
    if not rows:
        raise ValueError(f"{path}: no weather")
    table = np.array(rows, dtype=np.int64)
    return Weather(table[:, 0], table[:, 1])


def main(arguments: list[str]) -> int:
    """Print a weather file, or say how to."""
    if len(arguments) != 3:
        sys.stderr.write(__doc__ or "")
        return 2
    try:
        weather = forecast(arguments[0], int(arguments[1]), float(arguments[2]))
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(_lines(weather))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
