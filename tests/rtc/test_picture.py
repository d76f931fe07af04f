from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc.picture import TestPicture, read_counter


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_what_is_drawn_is_read(counter: int, capture_ms: int) -> None:
    planes = TestPicture().draw(counter, capture_ms)
    luma = planes[:360]
    assert read_counter(luma) == (counter, capture_ms)
    assert read_counter(np.repeat(luma[:, :, None], 3, axis=2)) == (counter, capture_ms)


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (640, 360), (512, 288)])
def test_other_sizes_are_read_as_well(width: int, height: int) -> None:
    assert read_counter(TestPicture(width, height).draw(12345, 67890)[:height]) == (12345, 67890)


def test_a_picture_halved_on_its_way_is_still_read() -> None:
    luma = TestPicture().draw(0xDEADBEEF, 0x12345678)[:360].astype(np.float64)
    half = luma.reshape(180, 2, 320, 2).mean(axis=(1, 3)).astype(np.uint8)
    assert read_counter(half) == (0xDEADBEEF, 0x12345678)


def test_noise_upon_it_does_not_matter() -> None:
    luma = TestPicture().draw(99, 100)[:360].astype(np.int64)
    noisy = luma + np.random.default_rng(3).integers(-60, 61, luma.shape)
    assert read_counter(np.clip(noisy, 0, 255).astype(np.uint8)) == (99, 100)


def test_a_picture_of_something_else_has_no_number() -> None:
    random = np.random.default_rng(4)
    assert read_counter(np.full((360, 640), 128, np.uint8)) is None
    assert read_counter(random.integers(0, 256, (360, 640, 3), np.uint8)) is None
    assert read_counter(np.zeros((10, 10), np.uint8)) is None
    assert read_counter(np.zeros(10, np.uint8)) is None


def test_two_pictures_differ_where_a_person_looks() -> None:
    picture = TestPicture()
    first = picture.draw(1, 0)[60:360].copy()
    assert (picture.draw(2, 0)[60:360] != first).any()


def test_a_size_too_small_for_the_blocks_is_refused() -> None:
    with pytest.raises(ValueError, match="320 x 180"):
        TestPicture(320, 180)
