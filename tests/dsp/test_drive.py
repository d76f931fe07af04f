import numpy as np

from dsp.drive import LEAST_SHARE, Drive

FRAMES = 928


def noise(seed: int, frames: int = FRAMES) -> np.ndarray:
    return np.random.default_rng(seed).normal(0.0, 0.01, frames)


def test_what_repeats_goes_on_in_its_time_and_strength() -> None:
    pattern = np.tile(noise(1, 300), 5)
    drive = Drive(pattern[:FRAMES])
    assert np.allclose(drive.at(0, 400), pattern[FRAMES : FRAMES + 400])


def test_what_repeats_more_and_more_softly_goes_on_softer() -> None:
    pattern = np.tile(noise(1, 300), 5) * 0.5 ** (np.arange(1500) // 300)
    made = Drive(pattern[:600]).at(0, 300)
    assert np.allclose(made, 0.5 * pattern[300:600], atol=1e-9)


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
