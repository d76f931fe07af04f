import numpy as np
import pytest
from numpy.typing import NDArray

from dsp.resampler import AHEAD, BEHIND, Resampler


def source(hz: float, frames: int = 60_000) -> NDArray[np.float32]:
    at = np.arange(frames) / 48_000
    return np.stack([0.5 * np.sin(2 * np.pi * hz * at), 0.5 * np.cos(2 * np.pi * hz * at)], axis=1).astype(
        np.float32
    )


def read(data: NDArray[np.float32], place: float, ratio: float, frames: int) -> NDArray[np.float32]:
    resampler = Resampler(np.ascontiguousarray(data.T))
    blocks = []
    for _ in range(frames // 64):
        out = np.empty((64, data.shape[1]), np.float32)
        resampler.read(place, ratio, out, width=data.shape[1])
        blocks.append(out)
        place += 64 * ratio
    return np.concatenate(blocks)


@pytest.mark.parametrize("hz", [100.0, 440.0, 3_000.0, 10_000.0])
@pytest.mark.parametrize("ratio", [1.0 + 100e-6, 1.0 - 400e-6, 1.0])
def test_a_sine_comes_through_95_db_clean(hz: float, ratio: float) -> None:
    start = 1000.37
    heard = read(source(hz), start, ratio, 32_000)
    at = (start + ratio * np.arange(len(heard))) / 48_000
    true = np.stack([0.5 * np.sin(2 * np.pi * hz * at), 0.5 * np.cos(2 * np.pi * hz * at)], axis=1)
    error_db = 10 * np.log10(np.mean((heard - true) ** 2) / np.mean(true**2))
    assert error_db < -95.0


def test_a_whole_place_at_ratio_one_is_a_copy() -> None:
    data = np.random.default_rng(1).normal(0, 0.3, (500, 2)).astype(np.float32)
    assert np.array_equal(read(data, 100.0, 1.0, 128), data[100:228])


def test_the_kernel_adds_a_third_of_a_millisecond_at_most() -> None:
    assert AHEAD / 48 <= 0.35
    data = np.random.default_rng(1).normal(0, 0.3, (400, 1)).astype(np.float32)
    first = read(data, 100.5, 1.0, 64)
    outside = data.copy()
    outside[: 100 - BEHIND] = 9.0
    outside[100 + 63 + AHEAD + 1 :] = 9.0
    assert np.array_equal(first, read(outside, 100.5, 1.0, 64))
