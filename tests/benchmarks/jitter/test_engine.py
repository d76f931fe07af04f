from benchmarks.jitter import engine


def test_a_longer_path_is_bridged_once_and_a_shorter_one_left_within_twenty_seconds() -> None:
    music = engine.run(engine.step(240, seed=1), 4.0)
    before_ms = music.delay_at(engine.STEP_UP_S)
    assert 29.0 <= music.concealed_between(engine.STEP_UP_S, engine.STEP_DOWN_S) <= 40.0
    assert music.concealed_between(engine.STEP_UP_S + 1.0, engine.STEP_DOWN_S) == 0.0
    assert abs(music.delay_at(engine.STEP_DOWN_S + 20.0) - before_ms) < 1.0
