from benchmarks.core.loop import decide, opus, payloads, prepared, run


def test_a_stretch_of_lesson_is_played_and_every_call_timed() -> None:
    sent = payloads(1)[:400]
    cost = run(opus(), sent, "fibre", seconds=2.0, block=64, seed=1, timed=True)
    assert len(cost.pull_ns) == 1500 and len(cost.push_ns) >= 790
    assert cost.stats.faults == 0 and cost.stats.malformed == 0
    assert cost.stats.concealed_pct < 5.0 and cost.stats.playing


def test_without_a_codec_the_same_packets_are_decided_on() -> None:
    cost = run(prepared(), [b"x"], "lte", seconds=3.0, block=960, seed=1)
    assert cost.stats.received > 1100 and cost.stats.faults == 0
    assert not cost.pull_ns and cost.wall_s > 0


def test_decisions_alone_are_timed() -> None:
    assert 0 < decide("lte", seconds=2.0, block=64, seed=1) < 60
