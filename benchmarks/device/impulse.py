"""The way through an interface as an impulse response: where it lies, how it sounds, what comes twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.device.signals import SWEEP_FROM_HZ, Floats, bins_hz, sweep_top_hz

THIRDS_HZ = tuple(1000.0 * 2 ** (index / 3) for index in range(-15, 14))
"""Middles of the third-octave bands from 31 Hz to 20 kHz (IEC 61260, base 2)."""
_BEFORE_S, _AFTER_S = 0.085, 0.17
_LAG_HZ = (200.0, 16_000.0)
_STANDS_OUT = 12.0
_ECHO_AFTER = 48
_ECHO_OVER_DB = -45.0

Complexes = NDArray[np.complex128]


@dataclass(frozen=True)
class Impulse:
    """From one output to one input.

    Parameters
    ----------
    taps : NDArray[float64]
        Response in time, lag 0 first; what is before lag 0 stands at the end.
    transfer : NDArray[complex128]
        The same in frequency, only where the sweep was.
    rate_hz : int
    reach : int
        Lags up to here are looked at.
    """

    taps: Floats
    transfer: Complexes
    rate_hz: int
    reach: int

    @property
    def peak(self) -> int:
        """The lag at which most comes."""
        return int(np.argmax(np.abs(self.taps[: self.reach])))

    @property
    def found(self) -> bool:
        """Whether anything stands out of the noise at all."""
        size = np.abs(self.taps[: self.reach])
        return float(size.max()) > _STANDS_OUT * float(np.median(size)) / 0.6745

    def lag(self) -> float:
        """The round trip in samples, between samples as well."""
        hz = bins_hz(len(self.taps), self.rate_hz)
        inside = (hz >= _LAG_HZ[0]) & (hz <= min(_LAG_HZ[1], sweep_top_hz(self.rate_hz)))
        return summit(self.transfer[inside], hz[inside] / self.rate_hz, self.peak)

    def windowed(self, at: int) -> Floats:
        """``(frames,)`` around a lag, its edges drawn to zero."""
        before, after = self._window
        part = np.roll(self.taps, before - at)[: before + after].copy()
        part[: before // 2] *= _ramp(before // 2)
        part[::-1][: after // 4] *= _ramp(after // 4)
        return part

    @property
    def _window(self) -> tuple[int, int]:
        return round(_BEFORE_S * self.rate_hz), round(_AFTER_S * self.rate_hz)

    def power(self, at: int) -> tuple[Floats, Floats]:
        """Frequencies and power around a lag, what noise adds taken off."""
        before, after = self._window
        size = 1 << (before + after - 1).bit_length()
        noise_at = self.reach - after if at < self.reach // 2 else before
        here, there = (np.abs(np.fft.rfft(self.windowed(lag), size)) ** 2 for lag in (at, noise_at))
        return bins_hz(size, self.rate_hz), np.asarray(here - there)

    def echo(self) -> tuple[float, float] | None:
        """What comes a second time: how much later in ms, how strong in dB; None: nothing."""
        size = np.abs(self.taps[: self.reach])
        main = self.peak
        after = size[main + _ECHO_AFTER :]
        skirts = 0.02 * size[main] * _ECHO_AFTER / (_ECHO_AFTER + np.arange(len(after)))  # of a bent response
        floor = _STANDS_OUT * float(np.median(size)) / 0.6745
        least = max(floor, float(size[main]) * 10 ** (_ECHO_OVER_DB / 20))
        loud = np.flatnonzero(after > np.maximum(least, skirts))
        if not len(loud):
            return None
        at = int(loud[np.argmax(after[loud])])
        return (
            (at + _ECHO_AFTER) / self.rate_hz * 1000,
            float(20 * np.log10(after[at] / size[main])),
        )


def deconvolve(heard: Floats, swept: Floats, rate_hz: int) -> Impulse:
    """Divide what was heard, ``(frames,)`` from the sweep's first sample on, by the sweep.

    What harmonics add lies before lag 0 (Farina 2000) and is not looked at.
    """
    size = 1 << (len(heard) + len(swept) // 2).bit_length()
    played = np.fft.rfft(swept, size)
    hz = bins_hz(size, rate_hz)
    top = sweep_top_hz(rate_hz)
    weight = _rise(hz, SWEEP_FROM_HZ, 1.3 * SWEEP_FROM_HZ) * (1 - _rise(hz, 0.96 * top, top))
    energy = np.abs(played) ** 2
    transfer = np.fft.rfft(heard, size) * np.conj(played) * weight / np.maximum(energy, 1e-9 * energy.max())
    return Impulse(np.fft.irfft(transfer, size), transfer, rate_hz, max(1, len(heard) - len(swept)))


def _ramp(length: int) -> Floats:
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * (np.arange(length) + 0.5) / length))


def _rise(hz: Floats, low: float, high: float) -> Floats:
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.clip((hz - low) / (high - low), 0, 1)))


def summit(cross: Complexes, cycles: Floats, near: float) -> float:
    """The lag at which a correlation, given as its spectrum, is greatest; ``near`` is within a sample.

    Newton's method on the correlation itself, which is known between the samples too.
    """
    lag = near
    turn = 2 * np.pi * cycles
    sign = 1.0 if float(np.real(np.sum(cross * np.exp(1j * turn * near)))) >= 0 else -1.0
    for _ in range(8):
        turned = sign * cross * np.exp(1j * turn * lag)
        slope = -float(np.sum(turn * turned.imag))
        bend = -float(np.sum(turn**2 * turned.real))
        if bend >= 0:
            break
        step = float(np.clip(-slope / bend, -0.5, 0.5))
        lag += step
        if abs(step) < 1e-6:
            break
    return lag


def thirds(hz: Floats, power: Floats) -> Floats:
    """Mean power in each third-octave band, in dB against the one around 1 kHz, ``(29,)``."""
    edge = 2 ** (1 / 6)
    # 22 kHz is where sweeps end; the topmost band is what of it lies below 20 kHz.
    bands = [(hz >= middle / edge) & (hz < min(middle * edge, 20_000.0)) for middle in THIRDS_HZ]
    means = np.array([max(float(power[band].mean()), 1e-20) for band in bands])
    return np.asarray(10 * np.log10(means / means[THIRDS_HZ.index(1000.0)]))


def chirp_lags(heard: Floats, played: Floats, one: Floats, starts: NDArray[np.int64]) -> Floats:
    """Where each chirp of a train came back, in samples after it was played; NaN: it did not.

    The whole train says where to look, each chirp by itself how far off it was: a step between two is
    sound that went missing.
    """
    size = 1 << (len(heard) + len(played)).bit_length()
    match = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(played, size)), size)
    coarse = int(np.argmax(np.abs(match[: len(heard)])))
    return np.array([_one_lag(heard, one, start, coarse) for start in starts.tolist()])


_AROUND = 1200


def _one_lag(heard: Floats, one: Floats, start: int, coarse: int) -> float:
    begin = start + coarse - _AROUND
    segment = heard[max(0, begin) : begin + 2 * _AROUND + len(one)]
    if begin < 0 or len(segment) < 2 * _AROUND + len(one):
        return float("nan")
    size = 1 << len(segment).bit_length()
    cross = np.fft.rfft(segment, size) * np.conj(np.fft.rfft(one, size))
    match = np.abs(np.fft.irfft(cross, size)[: 2 * _AROUND])
    at = int(np.argmax(match))
    there = segment[at : at + len(one)]
    if match[at] < 0.5 * np.sqrt(float(one @ one) * float(there @ there)) or not match[at] > 0:
        return float("nan")
    return summit(cross, bins_hz(size, 1.0), at) + begin - start
