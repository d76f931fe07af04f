import numpy as np
from numpy.typing import NDArray

from dsp.pcm import PcmFormat
from dsp.stream_decoder import GUESS_AFTER, GUESS_BEFORE, StreamDecoder
from dsp.waiting import Waiting

Samples = NDArray[np.float32]
PTIME = 120


class Heard:
    """A decoder that takes down what it is told."""

    def __init__(self) -> None:
        self.told: list[object] = []

    def __call__(self, payload: bytes | None, frames: int) -> Samples:
        self.told.append((payload, frames))
        return np.zeros((PTIME, 1), np.float32)


class HeardGuessing(Heard):
    """The same, for one whose packets overlap."""

    def guess(self, sound: Samples) -> None:
        self.told.append(sound)


def packet(number: int, pcm: PcmFormat | None = None) -> Waiting:
    payload = bytes([number]) if pcm is None else pcm.encode(np.zeros((PTIME, 1), np.float32))
    return Waiting(number * PTIME, PTIME, number, payload, 0.0, pcm)


def around() -> Samples:
    return np.ones((GUESS_BEFORE + GUESS_AFTER, 1), np.float32)


def test_what_is_missing_is_told_before_the_packet_after_it() -> None:
    heard = Heard()
    decode = StreamDecoder(heard, 1)
    decode(packet(1), around)
    decode(packet(3), around)
    assert heard.told == [(b"\x01", PTIME), (None, PTIME), (b"\x03", PTIME)]


def test_a_decoder_whose_packets_overlap_hears_what_was_made_up_instead() -> None:
    heard = HeardGuessing()
    decode = StreamDecoder(heard, 1)
    decode(packet(1), around)
    decode(packet(3), around)
    first, guess, last = heard.told
    assert (first, last) == ((b"\x01", PTIME), (b"\x03", PTIME))
    assert np.array_equal(np.asarray(guess), around())


def test_where_nothing_was_made_up_it_hears_of_the_loss() -> None:
    heard = HeardGuessing()
    decode = StreamDecoder(heard, 1)
    decode(packet(1))
    decode(packet(3))
    assert (None, PTIME) in heard.told


def test_packets_in_a_row_miss_nothing() -> None:
    heard = HeardGuessing()
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
