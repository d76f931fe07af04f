from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc.errors import OpusError
from rtc.opus import OpusDecoder, OpusEncoder, duration_samples

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
