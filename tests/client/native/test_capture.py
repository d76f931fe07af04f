from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.native.capture import Capture, Coder, make_coder
from client.native.devices.base import AudioBlock
from dsp.profiles import profile


class _Keeps:
    """An encoder that keeps what it was given."""

    def __init__(self) -> None:
        self.frames: list[AudioBlock] = []

    def encode(self, block: AudioBlock) -> bytes:
        self.frames.append(block.copy())
        return b"x"


def _coder(ptime: int, channels: int, encoder: _Keeps) -> Coder:
    return Coder(profile("duet"), encoder, np.zeros((ptime, channels), np.float32), 0.0025)


@given(
    blocks=st.lists(st.integers(1, 1000), min_size=1, max_size=40), ptime=st.sampled_from([64, 120, 240, 960])
)
def test_every_sample_is_sent_once_in_order_whatever_the_block_size(blocks: list[int], ptime: int) -> None:
    encoder, stamps = _Keeps(), list[int]()
    capture = Capture(_coder(ptime, 1, encoder))
    sound = np.arange(sum(blocks), dtype=np.float32)[:, None]
    at = 0
    for frames in blocks:
        capture.feed(sound[at : at + frames], at, 1.0, [lambda _, stamp: stamps.append(stamp)])
        at += frames
    assert stamps == [ptime * packet for packet in range(len(sound) // ptime)]
    whole = len(stamps) * ptime
    if stamps:
        np.testing.assert_array_equal(np.concatenate(encoder.frames), sound[:whole])


def test_after_a_skip_the_next_packet_begins_at_the_next_sample_heard() -> None:
    encoder, stamps = _Keeps(), list[int]()
    capture = Capture(_coder(120, 1, encoder))
    block = np.zeros((64, 1), np.float32)
    for sample in (0, 64, 128, 640, 704, 768):
        capture.feed(block, sample, 0.0, [lambda _, stamp: stamps.append(stamp)])
    assert stamps == [0, 640]


def test_time_stamps_wrap_at_32_bits() -> None:
    encoder, stamps = _Keeps(), list[int]()
    capture = Capture(_coder(64, 1, encoder))
    block = np.zeros((64, 1), np.float32)
    for sample in (2**32 - 64, 2**32):
        capture.feed(block, sample, 0.0, [lambda _, stamp: stamps.append(stamp)])
    assert stamps == [2**32 - 64, 0]


@pytest.mark.parametrize(("microphone", "wire"), [(1, 1), (1, 2), (2, 1), (2, 2)])
def test_any_microphone_fits_any_profile(microphone: int, wire: int) -> None:
    encoder = _Keeps()
    capture = Capture(_coder(64, wire, encoder))
    capture.feed(np.full((64, microphone), 0.5, np.float32), 0, 0.0, [])
    np.testing.assert_allclose(encoder.frames[0], 0.5)


def test_the_anchor_counts_the_codecs_look_ahead() -> None:
    capture = Capture(_coder(120, 1, _Keeps()))
    capture.feed(np.zeros((64, 1), np.float32), 0, 7.0, [])
    anchor = capture.anchor
    assert anchor is not None
    assert anchor.timestamp == 0
    assert anchor.at_s == pytest.approx(7.0 - 0.0025)


def test_a_profile_that_connections_cannot_carry_is_played_with_the_shortest_opus() -> None:
    coder = make_coder(profile("studio"))
    assert coder.frame.shape == (120, 2)
