from tests.dsp.world import World


def test_percentages_are_shares_of_what_was_expected() -> None:
    world = World()
    assert world.buffer.stats().concealed_pct == world.buffer.stats().loss_pct == 0.0
    world.run(seconds=1)
    world.lose_next_packet(4)
    stats = world.run(seconds=1).stats
    assert stats.lost == 4
    assert stats.loss_pct == 100 * 4 / (stats.received + 4)
    assert stats.concealed_pct == 100 * 4 * 120 / stats.played_samples
