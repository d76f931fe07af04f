import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dsp.track_line import FADE_FRAMES, TrackFollower, TrackLine, TrackSound

Samples = NDArray[np.float32]


def noise(frames: int, channels: int = 1) -> Samples:
    return np.random.default_rng(5).standard_normal((frames, channels)).astype(np.float32)


def read(sound: TrackSound, place: float, frames: int, ratio: float = 1.0) -> Samples:
    out = np.full((frames, sound.channels), np.nan, np.float32)
    sound.read(place, ratio, out)
    return out


@given(st.integers(0, 2**32 - 1), st.floats(-1e6, 1e6), st.integers(-(2**31) + 1, 2**31 - 1))
def test_a_place_is_the_same_however_often_media_time_has_wrapped(
    media: int, place: float, further: int
) -> None:
    line = TrackLine(float(media), place)
    wrapped = (media + further) % 2**32
    for at in (wrapped, media + further, media + further + 3 * 2**32):
        assert line.at(float(at)) == pytest.approx(place + further, abs=1e-3)


@given(st.integers(-50, 400), st.integers(1, 300), st.integers(0, 150))
def test_whole_places_give_the_samples_bit_by_bit_and_silence_around_them(
    place: int, frames: int, start: int
) -> None:
    track = noise(200, 2)
    laid = np.concatenate([np.zeros((100, 2), np.float32), track[start:], np.zeros((800, 2), np.float32)])
    got = read(TrackSound(track, start=start), float(place), frames)
    assert np.array_equal(got, laid[100 + place : 100 + place + frames])


@given(st.integers(0, 5000), st.integers(1, 700), st.integers(0, 1999))
def test_a_loop_comes_again_for_ever_from_where_it_was_begun(place: int, frames: int, start: int) -> None:
    track = noise(2000)
    sound = TrackSound(track, start=start, loop=(500, 1500))
    turn = read(TrackSound(track, start=500, loop=(500, 1500)), 0.0, 1000)
    into = start - 500 if 500 <= start < 1500 else 0
    at = (np.arange(frames) + place + into) % 1000
    assert np.array_equal(read(sound, float(place), frames), turn[at])
    assert turn[0] == 0.0 and abs(turn[500, 0] - track[1000, 0]) == 0.0


@given(st.lists(st.integers(1, 90), min_size=1, max_size=20), st.floats(0.9997, 1.0003), st.floats(-40, 300))
def test_how_it_is_cut_into_blocks_is_not_heard(cuts: list[int], ratio: float, place: float) -> None:
    at = np.arange(400) / 48_000
    sound = TrackSound(np.sin(2 * np.pi * 900 * at, dtype=np.float64).astype(np.float32)[:, None])
    whole = read(sound, place, sum(cuts), ratio)
    done, parts = 0, []
    for cut in cuts:
        parts.append(read(sound, place + done * ratio, cut, ratio))
        done += cut
    np.testing.assert_allclose(np.concatenate(parts), whole, atol=2e-4)


def test_clicks_are_heard_up_to_its_begin() -> None:
    track, count = noise(100), noise(60)
    got = read(TrackSound(track, count=count), -80.0, 150)
    assert np.array_equal(got[20:80], count)
    assert np.array_equal(got[80:], track[:70])
    assert not got[:20].any()


def test_it_follows_the_playout_at_its_speed_and_goes_over_where_media_time_leaps() -> None:
    at = np.arange(48_000) / 48_000
    tone = np.sin(2 * np.pi * 300 * at).astype(np.float32)[:, None]
    sound, line, follower = TrackSound(tone), TrackLine(1000.0, 0.0), TrackFollower(1)
    ratio, media, got = 1.0002, 1480.0, []
    for _ in range(10):
        block = np.zeros((64, 1), np.float32)
        follower.fill(sound, line, [(0.0, media, ratio)], block)
        media += 64 * ratio
        got.append(block)
    place = 480.0 + ratio * np.arange(640)
    heard = np.concatenate(got)[:, 0]
    np.testing.assert_allclose(
        heard[FADE_FRAMES:], np.sin(2 * np.pi * 300 * place / 48_000)[FADE_FRAMES:], atol=1e-3
    )
    assert follower.jumps == 0
    block = np.zeros((512, 1), np.float32)
    follower.fill(sound, line, [(0.0, media, ratio), (99.3, media + 777.0, ratio)], block)
    # From the frame after the leap on plus the crossing it lies where the received sound lies.
    frames = np.arange(512)
    place = media + 777.0 + (frames - 99.3) * ratio - 1000.0
    landed = 100 + FADE_FRAMES
    np.testing.assert_allclose(
        block[landed:, 0], np.sin(2 * np.pi * 300 * place / 48_000)[landed:], atol=1e-3
    )
    assert follower.jumps == 1
    assert np.abs(np.diff(block[:, 0])).max() < 0.06


def test_while_nothing_is_heard_of_them_it_is_silent() -> None:
    block = np.ones((64, 1), np.float32)
    TrackFollower(1).fill(TrackSound(noise(500)), TrackLine(0.0, 0.0), [], block)
    assert not block.any()


@pytest.mark.parametrize(
    ("shape", "start", "loop"),
    [((0, 1), 0, None), ((10,), 0, None), ((10, 1), 11, None), ((10, 1), 0, (5, 5)), ((10, 1), 0, (0, 11))],
)
def test_what_is_no_track_is_refused(
    shape: tuple[int, ...], start: int, loop: tuple[int, int] | None
) -> None:
    with pytest.raises(ValueError):
        TrackSound(np.zeros(shape, np.float32), start=start, loop=loop)
