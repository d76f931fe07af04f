from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsp.pcm import PACKET_SAMPLES, PCM_FORMATS, PcmFormat
from dsp.profiles import profile

FUZZ_INPUTS = 50_000


@pytest.mark.parametrize("one", PCM_FORMATS, ids=lambda one: f"{one.name}x{one.channels}")
@given(frames=st.sampled_from(PACKET_SAMPLES), seed=st.integers(0, 2**32 - 1))
def test_what_is_sent_is_heard_to_half_a_step(one: PcmFormat, frames: int, seed: int) -> None:
    sound = np.random.default_rng(seed).uniform(-1.0, 1.0, (frames, one.channels)).astype(np.float32)
    payload = one.encode(sound)
    assert len(payload) == frames * one.frame_bytes
    assert one.frames(payload) == frames
    heard = one.decode(payload, one.channels)
    assert heard.dtype == np.float32
    assert np.abs(heard.astype(float) - sound).max() <= 1.0001 / 2**one.bits + 1e-7


@pytest.mark.parametrize("one", PCM_FORMATS, ids=lambda one: f"{one.name}x{one.channels}")
def test_what_a_card_gave_comes_out_bit_for_bit(one: PcmFormat) -> None:
    rng = np.random.default_rng(1)
    levels = rng.integers(-(1 << (one.bits - 1)), 1 << (one.bits - 1), (4096, one.channels))
    sound = (levels / (1 << (one.bits - 1))).astype(np.float32)
    np.testing.assert_array_equal(one.decode(one.encode(sound), one.channels), sound)


def test_the_most_significant_byte_comes_first() -> None:
    assert PcmFormat(16, 1).encode(np.array([[0.5], [-1.0]], np.float32)) == b"\x40\x00\x80\x00"
    assert PcmFormat(24, 1).encode(np.array([[0.5], [-1.0]], np.float32)) == b"\x40\x00\x00\x80\x00\x00"
    stereo = np.array([[0.5, -0.5]], np.float32)
    assert PcmFormat(16, 2).encode(stereo) == b"\x40\x00\xc0\x00"


@pytest.mark.parametrize("one", PCM_FORMATS, ids=lambda one: f"{one.name}x{one.channels}")
def test_what_is_too_loud_is_clipped_and_never_wraps(one: PcmFormat) -> None:
    loud = np.array([[2.0], [-2.0], [1.0]], np.float32).repeat(one.channels, axis=1)
    heard = one.decode(one.encode(loud), one.channels)
    np.testing.assert_allclose(heard[:, 0], [1.0, -1.0, 1.0], atol=2.0 / (1 << (one.bits - 1)))


def test_any_far_end_fits_any_output() -> None:
    sound = np.array([[0.5, 0.25]], np.float32)
    np.testing.assert_allclose(PcmFormat(24, 2).decode(PcmFormat(24, 2).encode(sound), 1), [[0.375]])
    mono = PcmFormat(16, 1).encode(sound[:, :1])
    np.testing.assert_allclose(PcmFormat(16, 1).decode(mono, 2), [[0.5, 0.5]])


@pytest.mark.parametrize(("bits", "channels"), [(8, 1), (32, 2), (16, 0), (24, 3)])
def test_other_formats_are_refused_with_their_number(bits: int, channels: int) -> None:
    with pytest.raises(ValueError, match=str(bits if channels in (1, 2) else channels)):
        PcmFormat(bits, channels)


def test_a_block_of_other_channels_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\(64, 2\)"):
        PcmFormat(16, 1).encode(np.zeros((64, 2), np.float32))


def test_studio_is_sixteen_bits_in_stereo() -> None:
    assert PcmFormat.of(profile("studio")) == PcmFormat(16, 2)


def test_any_bytes_are_sound_or_a_value_error() -> None:
    rng = random.Random(3190)
    refused = 0
    for _ in range(FUZZ_INPUTS):
        one = PCM_FORMATS[rng.randrange(4)]
        data = rng.randbytes(rng.randrange(40))
        try:
            heard = one.decode(data, 1 + rng.randrange(2))
        except ValueError:
            refused += 1
        else:
            assert len(heard) * one.frame_bytes == len(data)
            assert np.abs(heard).max() <= 1.0
    assert FUZZ_INPUTS / 20 < refused < FUZZ_INPUTS
