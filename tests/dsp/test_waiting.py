from hypothesis import given, settings
from hypothesis import strategies as st

from dsp.waiting import MOST_PACKETS, Waiting, WaitingRoom


def packet(timestamp: int) -> Waiting:
    return Waiting(timestamp, 120, 0, b"x", 0.0)


@settings(deadline=None)
@given(order=st.permutations(range(12)), at=st.integers(-200, 1800))
def test_packets_wait_in_the_order_of_media_time(order: list[int], at: int) -> None:
    room = WaitingRoom()
    for place in order:
        room.add(packet(place * 120))
    first = room.ending_after(at)
    expected = max(0, at // 120)
    assert first == (packet(expected * 120) if expected < 12 else None)
    room.drop_through(at)
    assert len(room) == sum(place * 120 > at for place in range(12))
    assert all(room.seen(place * 120) for place in range(12))


def test_the_room_is_bounded_and_the_furthest_gives_way() -> None:
    room = WaitingRoom()
    for place in range(MOST_PACKETS + 10):
        room.add(packet(place * 120))
    assert len(room) == MOST_PACKETS
    assert room.ending_after(0) == packet(0)
    room.clear()
    assert len(room) == 0
    assert not room.seen(0)
