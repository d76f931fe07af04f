from signaling.messages import ProfileChanged
from signaling.outbox import MAX_PENDING, Outbox

MESSAGE = ProfileChanged(profile="duet")


def filled(count: int) -> Outbox:
    outbox = Outbox()
    for _ in range(count):
        outbox.append(MESSAGE)
    return outbox


def test_messages_are_numbered_from_one_and_kept() -> None:
    outbox = filled(3)
    assert [message.seq for message in outbox.pending] == [1, 2, 3]


def test_an_ack_lets_go_of_everything_up_to_it_and_an_older_one_of_nothing() -> None:
    outbox = filled(3)
    assert outbox.ack(2)
    assert outbox.ack(1)
    assert [message.seq for message in outbox.pending] == [3]


def test_what_was_never_sent_cannot_be_acknowledged() -> None:
    outbox = filled(3)
    assert not outbox.ack(4)
    assert len(outbox.pending) == 3


def test_one_can_resume_from_what_is_still_here() -> None:
    outbox = filled(5)
    outbox.ack(2)
    assert [seen for seen in range(8) if outbox.can_resume_from(seen)] == [2, 3, 4, 5]


def test_too_much_pending_is_all_let_go_and_the_numbers_go_on() -> None:
    outbox = filled(MAX_PENDING + 1)
    assert outbox.overflowed
    assert not outbox.pending
    assert outbox.append(MESSAGE).seq == MAX_PENDING + 2
    assert not outbox.pending
    assert not outbox.can_resume_from(MAX_PENDING)
    outbox.reset()
    assert outbox.append(MESSAGE).seq == 1
    assert outbox.can_resume_from(0)
