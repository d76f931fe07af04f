from benchmarks.jitter.music import Heard, hear
from benchmarks.material import CLIPS


def test_on_a_still_path_music_costs_what_the_decisions_alone_say() -> None:
    heard = hear(CLIPS[0], "clean", 10.0, seed=1, seconds=11.0)
    assert heard.clip == CLIPS[0].name
    assert abs(heard.cost_ms - heard.told_ms) < 2.0  # a card's block is in the one and not in the other
    assert heard.over_ms < 0.0


def test_the_best_rival_is_the_one_to_beat() -> None:
    assert Heard("violin", 1, 9.0, 8.0, {"one": 11.0, "other": 8.5}).over_ms == 0.5
