import numpy as np

from benchmarks.midi.simulate import FIRST_KEY_S, piece, play


def test_over_fibre_every_note_sounds_once_at_the_delay_that_is_named() -> None:
    found = play("fibre", 3, seconds=25)
    assert np.all(np.isfinite(found.sounded_s))
    assert float(np.abs(found.sounded_s - found.pressed_s - found.delay_s).max()) < 1e-3
    assert (found.line.missed, found.line.malformed, found.hanging) == (0, 0, 0)


def test_a_piece_begins_when_the_delay_is_known_and_no_key_is_pressed_while_it_is_down() -> None:
    notes = piece(np.random.default_rng(5), 60.0)
    assert notes[0][0] >= FIRST_KEY_S
    up_s: dict[int, float] = {}
    for down_s, until_s, key in notes:
        assert up_s.get(key, 0.0) < down_s < until_s
        up_s[key] = until_s


def test_the_same_seed_gives_the_same_playing() -> None:
    one, other = play("lte", 5, seconds=15), play("lte", 5, seconds=15)
    assert np.array_equal(one.sounded_s, other.sounded_s)
