"""Rooms of which two nodes hold copies."""

from __future__ import annotations

from signaling.errors import bye
from signaling.following import follow, part, parting
from signaling.messages import Ack, Admit, Chat, ErrorCode, Hello, Role
from signaling.room import ACKS_UNSAVED, Room
from signaling.state import PARTINGS_KEPT, REPLACE_S, Close
from tests.signaling.world import BOTH, LESSON, claims, seeded_keys

HELLO = Hello(token="t", endpoint="page", media=BOTH)


def room() -> Room:
    """A teacher at node a, an admitted pupil at node b."""
    made = Room.open(LESSON, now_s=10.0, wall_s=1000.0, new_key=seeded_keys(1))
    made.hello("a.1", claims("teacher", Role.TEACHER), HELLO, now_s=10.0)
    made.hello("b.1", claims("pupil"), HELLO, now_s=10.0)
    made.receive("a.1", Admit(seq=1, participant="pupil"), now_s=10.0)
    return made


def copy(of: Room) -> Room:
    return Room.from_json(of.to_json())


def test_what_we_know_to_have_arrived_stays_known_when_another_nodes_state_is_taken_up() -> None:
    ours = room()
    theirs = copy(ours)
    sent = ours.state.endpoints["e2"].outbox.sent
    ours.receive("b.1", Ack(seq=sent), now_s=11.0)
    theirs.receive("a.1", Chat(seq=2, text="hej"), now_s=11.0)
    follow(theirs.state, ours.state, now_s=500.0, wall_s=9000.0)
    outbox = theirs.state.endpoints["e2"].outbox
    assert outbox.acked == sent
    assert [message.type for message in outbox.pending] == ["chat_line"]


def test_an_acknowledgement_of_an_earlier_transport_says_nothing_about_this_one() -> None:
    ours = room()
    theirs = copy(ours)
    ours.receive("b.1", Ack(seq=2), now_s=11.0)
    theirs.state.endpoints["e2"].link = "c.1"
    follow(theirs.state, ours.state, now_s=500.0, wall_s=9000.0)
    assert theirs.state.endpoints["e2"].outbox.acked == 0


def test_every_node_counts_the_minute_by_its_own_clock() -> None:
    ours = room()
    theirs = copy(ours)
    theirs.disconnected("b.1", now_s=7_000_000.0)
    follow(theirs.state, ours.state, now_s=20.0, wall_s=1010.0)
    assert theirs.next_timeout() == 80.0
    later = copy(theirs)
    follow(later.state, theirs.state, now_s=50.0, wall_s=1040.0)
    assert later.next_timeout() == 80.0


def test_a_connection_being_replaced_is_closed_by_our_own_clock() -> None:
    ours = room()
    theirs = copy(ours)
    connection = next(iter(theirs.state.connections.values()))
    connection.close_at_s = 7_000_000.0
    follow(theirs.state, ours.state, now_s=20.0, wall_s=1010.0)
    assert connection.close_at_s == 20.0 + REPLACE_S


def test_acknowledgements_alone_are_stored_before_an_outbox_runs_full() -> None:
    made = room()
    for number in range(2, ACKS_UNSAVED + 2):
        made.receive("a.1", Chat(seq=number, text="hej"), now_s=11.0)
    made.saved()
    sent = made.state.endpoints["e2"].outbox.sent
    for number in range(ACKS_UNSAVED):
        assert not made.changed
        made.receive("b.1", Ack(seq=min(sent, number + 1)), now_s=12.0)
    assert made.changed


def test_those_at_a_dead_node_are_away_and_the_others_stay() -> None:
    made = room()
    made.forsake(lambda link: link.startswith("a."), now_s=30.0)
    assert made.holds("a.1") is not None
    assert made.holds("b.1") is None
    assert made.next_timeout() == 90.0


def test_a_room_taken_up_keeps_whom_another_node_serves() -> None:
    made = copy(room())
    made.restarted(now_s=5.0, wall_s=1000.0, lives=lambda link: link.startswith("b."))
    assert made.state.endpoints["e1"].link is None
    assert made.state.endpoints["e2"].link == "b.1"


def test_last_words_are_found_by_their_link_and_do_not_pile_up() -> None:
    made = room()
    for number in range(2 * PARTINGS_KEPT):
        part(made.state, Close(f"b.{number}", bye(ErrorCode.REMOVED)))
    assert len(made.state.partings) == PARTINGS_KEPT
    found = parting(copy(made).state, f"b.{2 * PARTINGS_KEPT - 1}")
    assert found is not None
    assert found.bye.code is ErrorCode.REMOVED
    assert parting(made.state, "b.0") is None
