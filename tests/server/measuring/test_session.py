from __future__ import annotations

from server.measuring.packets import Probe, Start
from server.measuring.session import (
    MOST_BYTES_A_SESSION,
    MOST_PACKETS_A_RUN,
    MOST_RUNS,
    Arrivals,
    Session,
)

FINE = Start(2500, 62, 8000)


def test_a_lessons_stream_is_admitted() -> None:
    assert Session(b"", 0.0).admits(1, FINE)


def test_nothing_beyond_what_a_lesson_needs_is_sent() -> None:
    session = Session(b"", 0.0)
    assert not session.admits(0, FINE)
    assert not session.admits(MOST_RUNS + 1, FINE)
    assert not session.admits(1, Start(999, 62, 10))
    assert not session.admits(1, Start(2500, 1453, 10))
    assert not session.admits(1, Start(2500, 62, 0))
    assert not session.admits(1, Start(2500, 62, MOST_PACKETS_A_RUN + 1))


def test_a_session_that_has_used_its_share_gets_no_more() -> None:
    assert not Session(b"", 0.0, bytes_left=61).admits(1, Start(2500, 62, 1))
    assert Session(b"", 0.0).bytes_left == MOST_BYTES_A_SESSION


def test_probes_of_a_run_that_was_not_begun_are_forgotten() -> None:
    session = Session(b"", 0.0)
    session.note(1, Probe(0, 5), 9)
    assert session.arrivals == {} and session.last is None
    session.arrivals[1] = Arrivals()
    session.note(1, Probe(4, 5), 9)
    assert session.arrivals[1].sequence == [4] and session.arrivals[1].at_ns == [9]
