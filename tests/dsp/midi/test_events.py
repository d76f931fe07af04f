from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dsp.midi.events import MidiReader, holds, release_of, taken

NOTES = st.tuples(st.integers(0, 15), st.integers(0, 127), st.integers(1, 127))


def test_running_status_is_read_as_the_events_it_stands_for() -> None:
    reader = MidiReader()
    assert reader.feed([0x91, 60, 80, 64, 70, 60, 0]) == [
        bytes([0x91, 60, 80]),
        bytes([0x91, 64, 70]),
        bytes([0x81, 60, 64]),  # without speed it is a release
    ]


def test_system_exclusive_and_real_time_are_left_out_wherever_they_stand() -> None:
    reader = MidiReader()
    found = reader.feed([0xF0, 0x43, 0x10, 0xF7, 0x90, 0xF8, 60, 0xFE, 80])
    assert found == [bytes([0x90, 60, 80])]
    assert (reader.ignored, reader.bad) == (3, 0)


def test_bytes_that_belong_to_nothing_are_counted_and_dropped() -> None:
    reader = MidiReader()
    assert reader.feed([60, 80, 0x90, 60, 0xB0, 64, 127]) == [bytes([0xB0, 64, 127])]
    assert reader.bad == 3


def test_how_the_far_instrument_is_set_up_stays_its_owners() -> None:
    for event in ([0xC0, 5], [0xB0, 0, 1], [0xB0, 32, 1], [0xB0, 122, 0], [0xB0, 123, 0], [0xFF]):
        assert not taken(event)
        assert MidiReader().feed(event) == []
    for event in ([0x90, 60, 1], [0xB0, 64, 127], [0xE0, 0, 64], [0xD0, 3], [0xA0, 60, 3]):
        assert taken(event)


def test_what_is_no_event_is_not_taken() -> None:
    for event in ([], [0x90], [0x90, 128, 1], [0x90, 60, 1, 1], [60, 60, 60], [0x190, 60, 60], [0xD0, 1, 2]):
        assert not taken(event)


@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=5))
def test_any_bytes_however_cut_give_the_same_whole_events(data: bytes, cuts: list[int]) -> None:
    whole, cut = MidiReader(), MidiReader()
    events: list[bytes] = []
    edges = [0, *sorted(min(one, len(data)) for one in cuts), len(data)]
    for begin, end in pairwise(edges):
        events += cut.feed(data[begin:end])
    assert events == whole.feed(data)
    assert all(taken(event) for event in events)


@given(NOTES)
def test_a_release_lets_go_of_what_was_held(note: tuple[int, int, int]) -> None:
    channel, key, speed = note
    for event in (bytes([0x90 | channel, key, speed]), bytes([0xB0 | channel, 64 + key % 6, speed])):
        held = holds(event)
        assert held is not None
        assert held[1]
        assert holds(release_of(held[0])) == (held[0], False)


def test_a_bend_holds_nothing() -> None:
    assert holds(bytes([0xE0, 0, 64])) is None
    assert holds(bytes([0xB0, 1, 64])) is None
