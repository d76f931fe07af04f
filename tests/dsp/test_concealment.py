import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from dsp import Concealer
from dsp.long_model import ORDER


def chord(frames: int) -> NDArray[np.float32]:
    at = np.arange(frames) / 48_000
    parts = [0.2 / k * np.sin(2 * np.pi * hz * k * at + k) for hz in (294.0, 440.0) for k in range(1, 9)]
    return np.asarray(np.sum(parts, axis=0)[:, None], np.float32)


def conceal(history: NDArray[np.float32], frames: int, block: int = 60) -> NDArray[np.float32]:
    concealer = Concealer(history.shape[1])
    concealer.train(history)
    while not concealer.step():
        pass
    concealer.begin(history)
    return np.concatenate([concealer.synthesise(block) for _ in range(frames // block)])


def test_a_chord_goes_on_as_it_would_have() -> None:
    sound = chord(10_000)
    guess = conceal(sound[:9000], 120)
    true = sound[9000:9120]
    snr_db = 10 * np.log10(np.sum(true**2) / np.sum((guess - true) ** 2))
    assert snr_db > 15.0


def test_both_channels_ring_by_themselves() -> None:
    sound = np.concatenate([chord(9000), 0.5 * chord(9000)], axis=1)
    guess = conceal(sound, 120)
    assert guess[:, 1] == pytest.approx(0.5 * guess[:, 0], abs=1e-4)


def test_a_long_gap_fades_to_nothing_within_60_ms() -> None:
    guess = conceal(chord(9000), 4800)
    assert np.abs(guess[:1200]).max() > 0.1
    assert not guess[2880:].any()


@settings(deadline=None)
@given(
    arrays(
        np.float32,
        st.tuples(st.integers(0, 3000), st.just(1)),
        elements=st.floats(-1, 1, width=32),
        fill=st.floats(-1, 1, width=32),
    )
)
def test_it_is_never_louder_than_what_was(history: NDArray[np.float32]) -> None:
    guess = conceal(history, 600)
    loudest = np.abs(history[-1024:]).max() if len(history) else 0.0
    assert np.abs(guess).max() <= loudest + 1e-6


def test_silence_and_nonsense_give_silence() -> None:
    assert not conceal(np.zeros((5000, 2), np.float32), 600).any()
    assert not conceal(np.full((5000, 1), np.nan, np.float32), 600).any()


def test_training_is_done_in_steps() -> None:
    concealer = Concealer(1)
    assert concealer.step()
    assert not concealer.trained
    concealer.train(chord(9000))
    slices = 1
    while not concealer.step():
        assert not concealer.trained
        slices += 1
    assert concealer.trained
    assert 4 <= slices <= 8
    assert concealer.step()


def test_a_model_that_no_longer_fits_gives_way_to_one_of_the_moment() -> None:
    at = np.arange(12_000)[:, None] / 48_000
    before = np.asarray(0.3 * np.sin(2 * np.pi * 440 * at), np.float32)
    after = np.asarray(0.3 * np.sin(2 * np.pi * 1234 * at), np.float32)
    history = np.concatenate((before[:8000], after[:1500]))
    concealer = Concealer(1)
    concealer.train(before)
    while not concealer.step():
        pass
    concealer.begin(history)
    guess = concealer.synthesise(120)
    true = after[1500:1620]
    assert 10 * np.log10(np.sum(true**2) / np.sum((guess - true) ** 2)) > 15.0


def test_as_wide_as_the_history_it_was_begun_with() -> None:
    concealer = Concealer(2)
    concealer.train(chord(9000))
    while not concealer.step():
        pass
    sound = chord(9000)
    concealer.begin(sound)
    narrow = concealer.synthesise(64)
    concealer.begin(np.repeat(sound, 2, axis=1))
    wide = concealer.synthesise(64)
    assert narrow.shape == (64, 1) and wide.shape == (64, 2)
    assert np.array_equal(wide, np.repeat(narrow, 2, axis=1))


def test_a_sound_that_swells_is_held_at_its_height_without_corners() -> None:
    turn, growth = 2 * np.pi * 440 / 48_000, 1.002
    t = np.arange(-4096, 0)
    history = (0.1 * growth**t * np.sin(turn * t)).astype(np.float32)[:, None]
    model = np.zeros(ORDER)
    model[:2] = 2 * growth**2 * np.cos(2 * turn), -(growth**4)
    concealer = Concealer(1)
    concealer.adopt(model)
    concealer.begin(history)
    made = np.concatenate([concealer.synthesise(64) for _ in range(20)])[:, 0]
    assert 0.08 < np.abs(made).max() <= np.abs(history).max()
    assert np.abs(np.diff(made, 2)).max() < 8 * 0.1 * turn**2


def test_a_model_that_runs_away_ends_in_silence() -> None:
    model = np.zeros(ORDER)
    model[0] = 4.0
    concealer = Concealer(1)
    concealer.adopt(model)
    concealer.begin(chord(9000) + 0.1)
    made = np.concatenate([concealer.synthesise(64) for _ in range(20)])
    assert np.abs(made).max() <= np.abs(chord(9000)[-1024:] + 0.1).max() + 1e-6
    assert not made[-64:].any()


def test_what_is_held_down_goes_on_as_if_it_were_not() -> None:
    at = np.arange(6000) / 48_000
    beats = np.sin(2 * np.pi * 440 * at) + np.sin(2 * np.pi * 452 * at)  # loudest 42 ms after they were least
    history = np.asarray(0.2 * beats[:2900, None], np.float32)
    concealer = Concealer(1)
    concealer.train(history)
    while not concealer.step():
        pass
    concealer.begin(history)
    made = np.concatenate([concealer.synthesise(64) for _ in range(20)])[:, 0]
    true = 0.2 * beats[2900:4180]
    assert np.corrcoef(made, true)[0, 1] > 0.97
    assert np.abs(made).max() <= np.abs(history[-1024:]).max() + 1e-6
