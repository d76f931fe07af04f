from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rtc.reception import Reception

STEP = 120


def feed(reception: Reception, sequences: list[int]) -> Reception:
    for turn, sequence in enumerate(sequences):
        reception.add(sequence % 2**16, sequence * STEP % 2**32, turn * STEP / 48_000)
    return reception


def test_an_unbroken_stream_has_neither_loss_nor_jitter() -> None:
    reception = feed(Reception(), list(range(1000)))
    assert (reception.packets_received, reception.packets_lost, reception.jitter) == (1000, 0, 0)
    assert reception.fraction_lost == 0


def test_the_highest_sequence_number_counts_its_cycles() -> None:
    reception = feed(Reception(), list(range(65_000, 140_000)))
    assert reception.max_seq == 139_999
    assert reception.packets_lost == 0


def test_timestamps_that_wrap_are_no_jitter() -> None:
    start = 2**32 // STEP - 5
    reception = feed(Reception(), list(range(start, start + 50)))
    assert reception.jitter_ms < 1


def test_a_gap_is_loss_until_the_missing_one_comes() -> None:
    reception = feed(Reception(), [1, 2, 4, 5])
    assert reception.packets_lost == 1
    assert reception.fraction_lost == 256 // 5
    reception.add(3, 3 * STEP, 1.0)
    assert reception.packets_lost == 0
    assert reception.fraction_lost == 0


def test_what_was_sent_before_the_first_that_could_be_read_is_not_counted() -> None:
    reception = feed(Reception(), [100, 3, 101, 60, 102])
    assert reception.packets_lost == 0
    assert reception.packets_expected == reception.packets_received == 3


def test_a_sender_that_starts_again_is_not_a_great_loss() -> None:
    reception = feed(Reception(), [1, 2, 3, 20_000, 20_001])
    assert reception.packets_lost == 0


@given(st.lists(st.tuples(st.integers(0, 2**16 - 1), st.integers(0, 2**32 - 1), st.floats(0, 1e6))))
def test_reports_fit_their_fields_whatever_comes(packets: list[tuple[int, int, float]]) -> None:
    reception = Reception()
    for sequence, timestamp, arrival_s in packets:
        reception.add(sequence, timestamp, arrival_s)
        assert -(2**23) <= reception.packets_lost < 2**23
        assert 0 <= reception.fraction_lost <= 255
        assert 0 <= reception.max_seq < 2**32
        assert 0 <= reception.jitter < 2**32
