"""Figures of steady sound: level, distortion and noise, flat tops, hum."""

from __future__ import annotations

import numpy as np

from benchmarks.device.signals import TONE_HZ, Floats, bins_hz

BAND_HZ = (20.0, 20_000.0)
_KAISER, _NOTCH_BINS = 20.0, 12
_LEAST_POWER = 1e-20
_FULL_SINE_DB = 10 * np.log10(2)  # 0 dBFS is a sine that fills the scale (AES17): its mean square is 1/2
_FLAT_SHARE, _FLAT_WITHIN = 0.12, 0.002
_MAINS_HZ = (50.0, 60.0)
_HUM_OVER_DB = 12.0


def db(power: float) -> float:
    """Ten times the logarithm, of nothing as well."""
    return float(10 * np.log10(max(power, _LEAST_POWER)))


def spectrum(signal: Floats, rate_hz: int) -> tuple[Floats, Floats]:
    """Frequencies and the mean square in each bin, ``(bins,)`` each.

    The window is Kaiser's with beta 20: its side lobes stay below -150 dB, so that what is left beside a tone
    is the interface's and not the window's (F. J. Harris, *On the use of windows for harmonic analysis with
    the discrete Fourier transform*, Proc. IEEE 66, 1978).
    """
    count = len(signal)
    window = np.kaiser(count, _KAISER)
    power = np.abs(np.fft.rfft(signal * window)) ** 2 * 2 / (count * float(np.sum(window**2)))
    return bins_hz(count, rate_hz), np.asarray(power, dtype=np.float64)


def level_dbfs(signal: Floats) -> float:
    """Of ``(frames,)``, mean square against a full-scale sine's."""
    return db(float(np.mean(signal**2))) + float(_FULL_SINE_DB)


def thd_n_db(signal: Floats, rate_hz: int, hz: float = TONE_HZ) -> float:
    """What remains in 20 Hz to 20 kHz without the tone, against all of it (as AES17, 6.3.1, does).

    The notch is a few bins, narrower than an analogue one: noise close to the tone counts.
    """
    at, power = spectrum(signal, rate_hz)
    inside = (at >= BAND_HZ[0]) & (at <= BAND_HZ[1])
    peak = int(np.argmin(np.abs(at - hz)))
    near = slice(max(0, peak - _NOTCH_BINS), peak + _NOTCH_BINS + 1)
    whole = float(power[inside].sum())
    inside[near] = False
    return db(float(power[inside].sum()) / max(whole, _LEAST_POWER))


def noise_dbfs(silence: Floats, rate_hz: int, *, weighted: bool = False) -> float:
    """Level in 20 Hz to 20 kHz; ``weighted`` by curve A (IEC 61672-1, annex E)."""
    at, power = spectrum(silence - silence.mean(), rate_hz)
    inside = (at >= BAND_HZ[0]) & (at <= BAND_HZ[1])
    weight = a_weight(at[inside]) if weighted else 1.0
    return db(float(np.sum(power[inside] * weight))) + float(_FULL_SINE_DB)


def a_weight(hz: Floats) -> Floats:
    """Weight of power by frequency, 1 at 1 kHz."""
    square = hz**2
    low, high = 20.598997, 12194.217
    gain = (high**2 * square**2) / (
        (square + low**2) * np.sqrt((square + 107.65265**2) * (square + 737.86223**2)) * (square + high**2)
    )
    return np.asarray((gain * 10 ** (2.0 / 20)) ** 2)


def flat_topped(signal: Floats) -> bool:
    """Whether a tone rests on its highest value: it was clipped somewhere, at whatever level.

    A whole sine spends 4 % of its time within 0.2 % of its peak.
    """
    size = np.abs(signal)
    top = float(size.max())
    return top > 0 and float(np.mean(size > (1 - _FLAT_WITHIN) * top)) > _FLAT_SHARE


def hum_hz(silence: Floats, rate_hz: int) -> float | None:
    """50 or 60 when the mains stand far out of the noise around them, else None."""
    at, power = spectrum(silence, rate_hz)
    for mains in _MAINS_HZ:
        line = float(power[np.abs(at - mains) <= 2].max())
        around = (np.abs(at - mains) > 8) & (np.abs(at - mains) < 25)
        if db(line) - db(float(np.median(power[around]))) > _HUM_OVER_DB:
            return mains
    return None
