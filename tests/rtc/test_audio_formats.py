from __future__ import annotations

import pytest

from dsp.pcm import PCM_FORMATS, PcmFormat
from rtc import sdp
from rtc.audio_formats import AudioFormats, complete, propose
from tests.rtc.test_sdp import OFFER


def test_an_offer_has_all_we_know_and_is_read_as_it_was_meant() -> None:
    proposed = propose(111, {111, 63, 9, 97, 98})
    bare = OFFER.replace("a=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n", "")
    again = sdp.read_remote(complete(bare, proposed))
    assert again.audio_formats == proposed
    assert set(proposed.pcm) == set(PCM_FORMATS)


def test_no_payload_type_is_used_twice() -> None:
    taken = set(range(120, 128))
    numbers = propose(111, taken).payload_types
    assert len(numbers) == 6
    assert not numbers & taken


def test_a_browsers_redundancy_is_read() -> None:
    assert sdp.read_remote(OFFER).audio_formats == AudioFormats(111, red=63)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a=fmtp:63 111/111", "a=fmtp:63 111/9"),
        ("a=fmtp:63 111/111", "a=fmtp:63 112/112"),
        ("a=fmtp:63 111/111\r\n", ""),
        ("red/48000/2", "red/8000"),
        ("red/48000/2", "ulpfec/48000/2"),
    ],
)
def test_redundancy_of_another_kind_is_none_of_ours(before: str, after: str) -> None:
    assert sdp.read_remote(OFFER.replace(before, after)).audio_formats.red is None


def test_only_what_both_know_is_used() -> None:
    stereo, mono = PcmFormat(16, 2), PcmFormat(16, 1)
    ours = AudioFormats(96, 127, {stereo: 126, mono: 125})
    assert ours.shared(AudioFormats(111, None, {mono: 100})) == AudioFormats(96, None, {mono: 125})
    assert ours.shared(AudioFormats(111)) == AudioFormats(96)


def test_formats_of_other_rates_and_channels_are_left_out() -> None:
    lines = "a=rtpmap:120 L16/44100/2\r\na=rtpmap:121 L16/48000/6\r\na=rtpmap:122 L24/48000\r\n"
    text = OFFER.replace("111 63 9\r\n", "111 63 9 120 121 122\r\n").replace(
        "a=ssrc:193602908", lines + "a=ssrc:193602908"
    )
    assert sdp.read_remote(text).audio_formats.pcm == {PcmFormat(24, 1): 122}
