import numpy as np

from dsp.drive import LEAST_SHARE, RISE_FRAMES, STILL_FRAMES, Drive

FRAMES = 928
RISEN = STILL_FRAMES + RISE_FRAMES


def noise(seed: int, frames: int = FRAMES) -> np.ndarray:
    return np.random.default_rng(seed).normal(0.0, 0.01, frames)


def test_what_repeats_goes_on_in_its_time_and_strength() -> None:
    pattern = np.tile(noise(1, 300), 5)
    drive = Drive(pattern[:FRAMES])
    assert np.allclose(drive.at(RISEN, 300), pattern[FRAMES + RISEN :][:300])


def test_a_short_gap_is_not_driven_and_a_longer_one_little_by_little() -> None:
    drive = Drive(noise(1))
    assert not drive.at(0, STILL_FRAMES).any()
    loudness = np.abs(drive.at(0, RISEN))
    assert loudness[:STILL_FRAMES].max() == 0.0
    assert loudness[STILL_FRAMES : STILL_FRAMES + 32].mean() < loudness[-32:].mean()


def test_what_repeats_more_and_more_softly_goes_on_softer() -> None:
    pattern = np.tile(noise(1, 300), 5) * 0.5 ** (np.arange(1500) // 300)
    made = Drive(pattern[:600]).at(RISEN, 300)
    assert np.allclose(made, 0.5 * np.tile(pattern[300:600], 2)[RISEN:][:300], atol=1e-9)


def test_noise_goes_on_as_a_part_of_itself() -> None:
    left_over = noise(2)
    made = Drive(left_over).at(300, 4000)
    assert LEAST_SHARE * 0.8 < made.std() / left_over.std() < LEAST_SHARE * 1.3


def test_what_is_given_does_not_depend_on_how_much_is_asked_for_at_a_time() -> None:
    drive = Drive(noise(3))
    parts = np.concatenate([drive.at(first, 50) for first in range(0, 1000, 50)])
    assert np.array_equal(parts, drive.at(0, 1000))


def test_silence_drives_nothing() -> None:
    assert not Drive(np.zeros(FRAMES)).at(0, 500).any()
