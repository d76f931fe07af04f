from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dsp.pcm import PcmFormat
from dsp.stream_decoder import MENDED_AFTER, MENDED_BEFORE, StreamDecoder
from dsp.waiting import Waiting

Samples = NDArray[np.float32]
PTIME = 120


class Heard:
    """A decoder that takes down what it is told."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def __call__(self, payload: bytes | None, frames: int) -> Samples:
        self.told.append((payload, frames))
        return np.zeros((PTIME, 1), np.float32)


class Overlapping(Heard):
    """The same, for one whose packets overlap: it gives what it was told would come."""

    def __init__(self, *, overlaps: bool = True) -> None:
        super().__init__()
        self.overlaps = overlaps

    def mended(self, payload: bytes, around: Samples) -> Samples | None:
        if not self.overlaps:
            return None
        self.told.append((payload, around))
        return around[-PTIME:]


def packet(number: int, pcm: PcmFormat | None = None) -> Waiting:
    payload = bytes([number]) if pcm is None else pcm.encode(np.zeros((PTIME, 1), np.float32))
    return Waiting(number * PTIME, PTIME, number, payload, 0.0, pcm)


def around(before: int) -> Samples:
    return np.ones((before + MENDED_AFTER, 1), np.float32)


def test_what_is_missing_is_told_before_the_packet_after_it() -> None:
    heard = Heard()
    decode = StreamDecoder(heard, 1)
    decode(packet(1), around)
    decode(packet(3), around)
    assert heard.told == [(b"\x01", PTIME), (None, PTIME), (b"\x03", PTIME)]


@pytest.mark.parametrize(("lost", "covered"), [(1, 120), (4, 480), (12, 960)])
def test_a_decoder_whose_packets_overlap_hears_what_was_made_up_instead(lost: int, covered: int) -> None:
    heard = Overlapping()
    decode = StreamDecoder(heard, 1)
    decode(packet(1), around)
    assert not decode.mended
    decode(packet(2 + lost), around)
    assert decode.mended
    first, (payload, guess) = heard.told
    assert (first, payload) == ((b"\x01", PTIME), bytes([2 + lost]))
    assert len(guess) == MENDED_BEFORE + covered + MENDED_AFTER


@pytest.mark.parametrize("pcm", [None, PcmFormat(24, 1)])
def test_only_the_first_packet_after_a_gap_is_mended(pcm: PcmFormat | None) -> None:
    decode = StreamDecoder(Overlapping(), 1)
    for number in (1, 3):
        decode(packet(number), around)
    decode(packet(4, pcm), around)
    assert not decode.mended


def test_where_nothing_was_made_up_or_nothing_overlaps_it_hears_of_the_loss() -> None:
    for heard, made in ((Overlapping(), None), (Overlapping(overlaps=False), around)):
        decode = StreamDecoder(heard, 1)
        decode(packet(1))
        decode(packet(3), made)
        assert (None, PTIME) in heard.told
        assert not decode.mended


def test_packets_in_a_row_miss_nothing() -> None:
    heard = Overlapping()
    decode = StreamDecoder(heard, 1)
    for number in range(1, 4):
        decode(packet(number), around)
    assert len(heard.told) == 3


def test_another_stream_begins_without_a_loss() -> None:
    heard = Heard()
    decode = StreamDecoder(heard, 1)
    decode(packet(1))
    decode.begin()
    decode(packet(5))
    assert (None, PTIME) not in heard.told


def test_a_change_between_opus_and_pcm_is_seen_once() -> None:
    decode = StreamDecoder(Heard(), 1)
    changes = []
    for number, pcm in enumerate((None, PcmFormat(24, 1), PcmFormat(24, 1), None)):
        assert decode(packet(number, pcm)) is not None
        changes.append(decode.changed)
    assert changes == [False, True, False, True]


def test_what_a_decoder_raises_is_a_malformed_packet() -> None:
    def broken(payload: bytes | None, frames: int) -> Samples:
        raise ValueError("no packet")

    assert StreamDecoder(broken, 1)(packet(1)) is None


def test_sound_that_is_no_number_is_malformed() -> None:
    def endless(payload: bytes | None, frames: int) -> Samples:
        return np.full((frames, 1), np.inf, np.float32)

    assert StreamDecoder(endless, 1)(packet(1)) is None
