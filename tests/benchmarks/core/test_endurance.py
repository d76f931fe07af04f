import pytest

from benchmarks.core.endurance import STRETCHES, endure


@pytest.mark.wide
def test_packets_of_every_kind_are_endured_and_told_stretch_by_stretch() -> None:
    endured = endure(80_000, 5)  # past the wrap of the sequence
    assert len(endured.packet_us) == len(endured.rss_mib) == STRETCHES
    assert endured.stats.faults == 0
    assert 75_000 < endured.stats.received < 80_000
    assert endured.stats.duplicate > 100 and endured.stats.lost > 500
