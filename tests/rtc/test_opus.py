from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc.errors import OpusError
from rtc.opus import OVERLAP_SAMPLES, OpusDecoder, OpusEncoder, duration_samples

# RFC 6716, table 2, in milliseconds.
TABLE_MS = [10, 20, 40, 60] * 3 + [10, 20] * 2 + [2.5, 5, 10, 20] * 4


def tone(frames: int, channels: int, start: int = 0) -> np.ndarray:
    wave = 0.5 * np.sin(2 * np.pi * 440 * np.arange(start, start + frames) / 48_000)
    return np.repeat(wave[:, None], channels, axis=1).astype(np.float32)


@pytest.mark.parametrize("config", range(32))
def test_the_length_of_every_configuration_is_read_from_its_first_byte(config: int) -> None:
    frame = round(TABLE_MS[config] * 48)
    for stereo in (0, 4):
        toc = config << 3 | stereo
        assert duration_samples(bytes([toc, 1, 2, 3])) == frame
        assert duration_samples(bytes([toc | 1, 1, 2])) == 2 * frame
        assert duration_samples(bytes([toc | 2, 1, 2])) == 2 * frame
        longest = 5760 // frame
        assert duration_samples(bytes([toc | 3, longest])) == longest * frame
        with pytest.raises(ValueError, match="samples"):
            duration_samples(bytes([toc | 3, longest + 1]))


@pytest.mark.parametrize("payload", [b"", b"\x03", b"\x03\x00", b"\xff\xc0"])
def test_a_payload_without_a_length_is_a_value_error(payload: bytes) -> None:
    with pytest.raises(OpusError):
        duration_samples(payload)


@given(st.binary(max_size=64))
def test_a_length_is_possible_or_a_declared_error(payload: bytes) -> None:
    try:
        samples = duration_samples(payload)
    except OpusError:
        return
    assert 120 <= samples <= 5760
    assert samples % 120 == 0


@pytest.mark.parametrize("ptime_samples", [120, 240, 480, 960])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_tone_comes_back_a_look_ahead_later(ptime_samples: int, channels: int) -> None:
    encoder = OpusEncoder(channels=channels, ptime_samples=ptime_samples, bitrate_bps=160_000)
    decoder = OpusDecoder(channels=channels)
    sound = tone(48_000, channels)
    heard = []
    for start in range(0, len(sound), ptime_samples):
        payload = encoder.encode(sound[start : start + ptime_samples])
        assert duration_samples(payload) == ptime_samples
        heard.append(decoder(payload, ptime_samples))
    delay = encoder.lookahead_samples
    assert delay == 120
    error = np.concatenate(heard)[4800 + delay :] - sound[4800 : len(sound) - delay]
    assert np.abs(error).max() < 0.03


def test_a_decoder_gives_the_channels_of_the_payload_and_no_more_than_it_was_asked_for() -> None:
    decoder = OpusDecoder(channels=2)
    payload = OpusEncoder(channels=1, ptime_samples=120, bitrate_bps=96_000).encode(tone(120, 1))
    assert decoder(payload, 120).shape == (120, 1)
    assert decoder(None, 120).shape == (120, 1)
    payload = OpusEncoder(channels=2, ptime_samples=120, bitrate_bps=96_000).encode(tone(120, 2))
    assert decoder(payload, 120).shape == (120, 2)
    assert OpusDecoder(channels=1)(payload, 120).shape == (120, 1)


@pytest.mark.parametrize("frames", [1, 64, 120, 333, 5760])
def test_a_lost_payload_is_concealed_for_as_long_as_asked(frames: int) -> None:
    assert OpusDecoder(channels=2)(None, frames).shape == (frames, 2)


def test_what_was_decoded_stays_as_it_was() -> None:
    encoder = OpusEncoder(channels=1, ptime_samples=120, bitrate_bps=96_000)
    decoder = OpusDecoder(channels=1)
    first = decoder(encoder.encode(tone(120, 1)), 120)
    kept = first.copy()
    decoder(encoder.encode(tone(120, 1, 120)), 120)
    np.testing.assert_array_equal(first, kept)


@given(st.binary(max_size=80))
def test_any_bytes_decode_or_are_a_declared_error(payload: bytes) -> None:
    decoder = OpusDecoder(channels=2)
    try:
        sound = decoder(payload, 120)
    except OpusError:
        sound = decoder(None, 120)
    assert sound.dtype == np.float32
    assert sound.shape[1] in (1, 2)


def test_a_new_bitrate_is_taken_up_by_the_next_block() -> None:
    encoder = OpusEncoder(channels=2, ptime_samples=960, bitrate_bps=256_000)
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, (960 * 20, 2)).astype(np.float32)

    def size() -> int:
        return sum(len(encoder.encode(noise[start : start + 960])) for start in range(0, len(noise), 960))

    rich = size()
    encoder.set_bitrate(32_000)
    assert encoder.bitrate_bps == 32_000
    assert size() < rich / 4


def test_after_a_loss_independent_packets_sound_right_from_the_third_on() -> None:
    t = np.arange(48_000)[:, None] / 48_000
    sound = sum(np.sin(2 * np.pi * 220 * n * t) / n for n in range(1, 12)) * np.exp(-2 * t) * 0.2

    def damage(independent: bool) -> float:
        encoder = OpusEncoder(channels=1, ptime_samples=120, bitrate_bps=128_000)
        encoder.set_independent(independent)
        payloads = [encoder.encode(sound[at : at + 120].astype(np.float32)) for at in range(0, 48_000, 120)]
        whole, holed = OpusDecoder(channels=1), OpusDecoder(channels=1)
        right = [whole(one, 120) for one in payloads]
        wrong = [holed(None if number == 100 else one, 120) for number, one in enumerate(payloads)]
        late = slice(103, 110)
        return float(np.abs(np.concatenate(right[late]) - np.concatenate(wrong[late])).max())

    assert damage(True) < 1e-4 < damage(False)


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({"channels": 3}, "channels must be 1 or 2, not 3"),
        ({"ptime_samples": 100}, "not 100"),
        ({"bitrate_bps": 1_000_000}, "not 1000000"),
        ({"complexity": 11}, "not 11"),
    ],
)
def test_a_setting_out_of_range_is_named(wrong: dict[str, int], match: str) -> None:
    settings = {"channels": 2, "ptime_samples": 120, "bitrate_bps": 128_000} | wrong
    with pytest.raises(ValueError, match=match):
        OpusEncoder(**settings)


def test_a_block_of_another_shape_is_refused() -> None:
    encoder = OpusEncoder(channels=2, ptime_samples=120, bitrate_bps=128_000)
    with pytest.raises(ValueError, match=r"\(120, 2\)"):
        encoder.encode(tone(240, 2))


def carried(sound: np.ndarray, ptime_samples: int) -> tuple[list[bytes], np.ndarray]:
    """Packets that lean on none, and what a decoder makes of all of them."""
    channels = sound.shape[1]
    encoder = OpusEncoder(channels=channels, ptime_samples=ptime_samples, bitrate_bps=128_000 * channels)
    encoder.set_independent(True)
    packets = [encoder.encode(part) for part in np.split(sound, len(sound) // ptime_samples)]
    decode = OpusDecoder(channels=channels)
    return packets, np.concatenate([decode(packet, ptime_samples) for packet in packets])


def breathing_tone(channels: int) -> np.ndarray:
    return tone(9600, channels) + np.random.default_rng(1).normal(0.0, 0.02, (9600, 1)).astype(np.float32)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("lost", [1, 4])
@pytest.mark.parametrize("ptime_samples", [120, 240, 480])
def test_after_a_loss_that_was_made_up_rightly_the_next_packet_is_nearly_whole(
    ptime_samples: int, lost: int, channels: int
) -> None:
    packets, true = carried(breathing_tone(channels), ptime_samples)
    first = len(packets) // 2
    begins = (first + lost) * ptime_samples
    whole = true[begins : begins + OVERLAP_SAMPLES]
    decode, other = OpusDecoder(channels=channels), OpusDecoder(channels=channels)
    for packet in packets[:first]:
        decode(packet, ptime_samples)
        other(packet, ptime_samples)
    before = OVERLAP_SAMPLES + min(960, lost * ptime_samples)
    mended = decode.mended(packets[first + lost], true[begins - before : begins + OVERLAP_SAMPLES])
    assert mended is not None
    other(None, ptime_samples)
    plain = other(packets[first + lost], ptime_samples)
    wrong = np.abs(mended[:OVERLAP_SAMPLES] - whole).max()
    assert wrong < 0.1 * np.abs(plain[:OVERLAP_SAMPLES] - whole).max()


def test_what_was_loud_before_is_no_step_in_what_is_made_up_later() -> None:
    decode = OpusDecoder(channels=1)
    packets, true = carried(np.full((4800, 1), 1e-3, np.float32), 120)
    loud = np.full((360, 1), 0.5, np.float32)
    decode.mended(packets[10], loud)
    mended = decode.mended(packets[20], true[19 * 120 - 120 : 21 * 120])
    assert mended is not None
    assert np.abs(mended - true[20 * 120 : 21 * 120]).max() < 1e-4


def test_packets_that_do_not_overlap_are_not_mended() -> None:
    decode = OpusDecoder(channels=1)
    assert decode.mended(bytes([8, 0]), tone(360, 1)) is None
    assert decode.mended(b"", tone(360, 1)) is None
