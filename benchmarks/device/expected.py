"""What should be measured of an emulated interface: computed from what it is, not from what it brings."""

from __future__ import annotations

import numpy as np

from benchmarks.device.emulated import EmulatedInterface, bend
from benchmarks.device.impulse import thirds
from benchmarks.device.signals import TONE_HZ, Floats, amplitude, bins_hz
from benchmarks.device.tones import BAND_HZ, a_weight, db

_PERIOD = 64


def response_db(interface: EmulatedInterface) -> Floats:
    """Third-octave bands against 1 kHz, from the filter's own taps."""
    size = 1 << 16
    hz = bins_hz(size, interface.rate_hz)
    return thirds(hz, np.abs(np.fft.rfft(interface.taps, size)) ** 2)


def noise_dbfs(interface: EmulatedInterface, *, weighted: bool = False) -> float:
    """Of the white noise, what lies in 20 Hz to 20 kHz."""
    hz = np.linspace(*BAND_HZ, 20_000)
    share = float(np.mean(a_weight(hz))) if weighted else 1.0
    width = (BAND_HZ[1] - BAND_HZ[0]) / (interface.rate_hz / 2)
    return interface.truth.noise_dbfs + db(share * width)


def thd_n_db(interface: EmulatedInterface, out_dbfs: float, *, channel: int = 0) -> float:
    """Of a tone at 997 Hz played at that level in both channels."""
    truth = interface.truth
    tone = amplitude(out_dbfs) * np.sin(2 * np.pi * np.arange(_PERIOD) / _PERIOD)
    sizes = 2 * np.abs(np.fft.rfft(bend(tone, truth.thd_db))) / _PERIOD
    size = 1 << 16
    through = np.abs(np.fft.rfft(interface.taps, size))
    orders = np.arange(1, 4)
    gain = amplitude(truth.gain_db + channel * truth.balance_db)
    # Both channels play the same, so crosstalk adds to every partial alike.
    at = np.round(orders * TONE_HZ / interface.rate_hz * size).astype(int)
    partials = (sizes[orders] * through[at] * gain * (1 + amplitude(truth.crosstalk_db))) ** 2 / 2
    noise = 10 ** (noise_dbfs(interface) / 10) / 2
    rest = float(partials[1:].sum()) + noise
    return db(rest / (float(partials[0]) + rest))
