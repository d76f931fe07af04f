"""An interface as bench device would have found it."""

from __future__ import annotations

from benchmarks.device.record import Device, Long, Screened, Sound

RATE_HZ = 48_000


def card(rtl_ms: float) -> Device:
    """One that holds at 64 frames with this round trip."""
    samples = rtl_ms * RATE_HZ / 1000
    screened = Screened(rate_hz=RATE_HZ, block_frames=64, rtl_samples=samples, lags_samples=[samples] * 3)
    sound = Sound(
        thd_n_db=-90,
        noise_dbfs=-100,
        noise_a_dbfs=-103,
        response_hz=[1000.0],
        response_db=[0.0],
        balance_db=0.0,
        crosstalk_db=-90,
        lag_samples=samples,
    )
    return Device(
        name="A card",
        kind="card",
        hardware=True,
        screened=[screened],
        long=[Long(screened=screened, sound=sound)],
    )
