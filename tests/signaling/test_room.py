import pytest

from signaling.messages import (
    Ack,
    Admission,
    Bye,
    Chat,
    ChatLine,
    ConnectionClose,
    ConnectionOpen,
    EndpointKind,
    Error,
    ErrorCode,
    Hello,
    Leave,
    Resume,
    Role,
    Roster,
    Welcome,
)
from signaling.outbox import MAX_PENDING
from signaling.room import Room, secret_key
from signaling.state import Close, Send
from tests.signaling.world import BOTH, Device, claims, lesson


def test_a_resume_within_sixty_seconds_misses_nothing_and_closes_no_connection() -> None:
    world, teacher, pupil = lesson()
    pupil.cut()
    teacher.send(Chat(text="Are you there?"))
    world.settle()
    assert [p.endpoints[0].present for p in teacher.got(Roster)[-1].participants] == [True, False]
    world.later(59.0)
    pupil.connect()
    world.settle()
    assert pupil.got(Welcome)[-1].resumed
    assert [line.text for line in pupil.got(ChatLine)] == ["Are you there?"]
    assert not teacher.got(ConnectionClose)
    assert len(teacher.got(ConnectionOpen)) == 1


def test_after_sixty_seconds_one_is_gone_and_waits_anew() -> None:
    world, teacher, pupil = lesson()
    pupil.cut()
    world.later(60.0)
    world.settle()
    assert teacher.got(ConnectionClose)[-1].reason == "gone"
    pupil.connect()
    world.settle()
    welcome = pupil.got(Welcome)[-1]
    assert not welcome.resumed
    assert welcome.admission is Admission.WAITING


def test_the_room_says_when_it_wants_to_be_woken() -> None:
    world, _, pupil = lesson()
    assert world.room.next_timeout() is None
    pupil.cut()
    assert world.room.next_timeout() == world.now_s + 60.0


def test_a_killed_server_resumes_everyone_and_opens_no_connection_anew() -> None:
    world, teacher, pupil = lesson()
    world.kill()
    for device in (teacher, pupil):
        device.connect()
    world.settle()
    assert all(device.got(Welcome)[-1].resumed for device in (teacher, pupil))
    assert len(teacher.got(ConnectionOpen)) == len(pupil.got(ConnectionOpen)) == 1
    assert not pupil.got(ConnectionClose)


def test_a_page_loaded_anew_has_its_place_and_is_told_everything_again() -> None:
    world, teacher, pupil = lesson()
    teacher.send(Chat(text="Page twelve."))
    world.settle()
    welcome = pupil.got(Welcome)[-1]
    reloaded = world.device("pupil")
    reloaded.session.welcome = welcome  # what a page keeps over a reload: endpoint and key, nothing else
    reloaded.connect()
    world.settle()
    again = reloaded.got(Welcome)[-1]
    assert (again.resumed, again.endpoint, again.admission) == (False, welcome.endpoint, Admission.ADMITTED)
    assert [line.text for line in reloaded.got(ChatLine)] == ["Page twelve."]
    assert len(reloaded.got(ConnectionOpen)) == 1
    assert teacher.got(ConnectionClose)[-1].reason == "replaced"
    reloaded.send(Chat(text="Here."))
    world.settle()
    assert teacher.got(ChatLine)[-1].text == "Here."


def test_only_one_holds_an_endpoint_and_the_newest_does() -> None:
    world, _, pupil = lesson()
    old = world.device("pupil")
    old.session, old.link = pupil.session, pupil.link
    world.devices_by_link[pupil.link or ""] = old
    pupil.link = None
    pupil.connect()
    pupil.deliver_to_room()
    bye = old.to_client[-1]
    assert '"replaced"' in bye
    assert '"retry":false' in bye
    held = [e.link for e in world.room.state.endpoints.values() if e.participant == "pupil"]
    assert held == [pupil.link]


@pytest.mark.parametrize("key", ["wrong-key-wrong-key", "k" * 128])
def test_a_wrong_key_is_a_knock_at_the_door(key: str) -> None:
    world, _, pupil = lesson()
    endpoint = pupil.got(Welcome)[-1].endpoint
    hello = Hello(
        token="t", endpoint=EndpointKind.PAGE, media=BOTH, resume=Resume(endpoint=endpoint, key=key, seen=0)
    )
    actions = world.room.hello("thief", claims("pupil"), hello, now_s=world.now_s)
    welcomes = [a.message for a in actions if isinstance(a, Send) and isinstance(a.message, Welcome)]
    assert [welcome.admission for welcome in welcomes] == [Admission.WAITING]
    assert world.room.state.endpoints[endpoint].link == pupil.link


def test_the_right_key_with_another_participants_token_opens_nothing() -> None:
    world, _, pupil = lesson()
    welcome = pupil.got(Welcome)[-1]
    resume = Resume(endpoint=welcome.endpoint, key=welcome.resume_key, seen=0)
    hello = Hello(token="t", endpoint=EndpointKind.PAGE, media=BOTH, resume=resume)
    actions = world.room.hello("thief", claims("other"), hello, now_s=world.now_s)
    assert all(not (isinstance(a, Send) and getattr(a.message, "resumed", False)) for a in actions)


def test_an_expired_token_is_good_for_a_resume_and_for_nothing_else() -> None:
    world, _, pupil = lesson()
    welcome = pupil.got(Welcome)[-1]
    fresh = Hello(token="t", endpoint=EndpointKind.PAGE, media=BOTH)
    resume = Resume(endpoint=welcome.endpoint, key=welcome.resume_key, seen=0)
    back = fresh.model_copy(update={"resume": resume})
    late = world.room.hello("x", claims("pupil"), fresh, now_s=world.now_s, expired=True)
    assert isinstance(late[0], Close)
    assert late[0].bye.code is ErrorCode.TOKEN_EXPIRED
    actions = world.room.hello("y", claims("pupil"), back, now_s=world.now_s, expired=True)
    assert [
        a.message.endpoint for a in actions if isinstance(a, Send) and isinstance(a.message, Welcome)
    ] == [welcome.endpoint]


def test_a_withdrawn_invite_puts_out_whoever_came_by_it() -> None:
    world, teacher, pupil = lesson()
    world.step(lambda room, now_s: room.revoke("i-pupil", now_s=now_s))
    world.settle()
    assert pupil.got(Bye)[-1].code is ErrorCode.INVITE_REVOKED
    assert len(teacher.got(Roster)[-1].participants) == 1


def test_a_token_that_says_another_role_than_before_is_not_believed() -> None:
    world, _, _ = lesson()
    hello = Hello(token="t", endpoint=EndpointKind.PAGE, media=BOTH)
    actions = world.room.hello("x", claims("pupil", Role.TEACHER), hello, now_s=world.now_s)
    assert [a.bye.code for a in actions if isinstance(a, Close)] == [ErrorCode.TOKEN_INVALID]


def numbered(device: Device, seq: int | None) -> list[object]:
    message = Chat(text="x").model_copy(update={"seq": seq})
    actions = device.world.room.receive(device.link or "", message, now_s=device.world.now_s)
    return [action.message for action in actions if isinstance(action, Send)]


def test_numbers_are_kept_strictly() -> None:
    _, _, pupil = lesson()
    gap = numbered(pupil, 2)
    assert isinstance(gap[0], Error)
    assert gap[0].code is ErrorCode.GAP
    assert gap[1] == Ack(seq=0)
    assert any(isinstance(m, ChatLine) for m in numbered(pupil, 1))
    assert numbered(pupil, 1) == [Ack(seq=1)]
    missing = numbered(pupil, None)
    assert isinstance(missing[0], Error)


def test_an_unreadable_message_with_a_number_does_not_stop_those_after_it() -> None:
    world, _, pupil = lesson()
    link = pupil.link or ""
    actions = world.room.unreadable(link, 1, now_s=world.now_s)
    assert [a.message for a in actions if isinstance(a, Send)][-1] == Ack(seq=1)
    assert any(isinstance(m, ChatLine) for m in numbered(pupil, 2))


def test_an_ack_of_what_was_never_sent_is_an_error() -> None:
    world, _, pupil = lesson()
    actions = world.room.receive(pupil.link or "", Ack(seq=999), now_s=world.now_s)
    assert [a.message.code for a in actions if isinstance(a, Send) and isinstance(a.message, Error)] == [
        ErrorCode.BAD_MESSAGE
    ]


def test_one_who_acknowledges_nothing_is_sent_away_and_starts_anew_in_the_same_place() -> None:
    world, teacher, pupil = lesson()
    for number in range(MAX_PENDING + 1):
        teacher.send(Chat(text=str(number)))
        while teacher.to_room or teacher.to_client:
            teacher.deliver_to_room()
            teacher.deliver_to_client()
    world.settle()
    bye = pupil.got(Bye)[-1]
    assert (bye.code, bye.retry) == (ErrorCode.SLOW, True)
    seen = {person.id: person.endpoints for person in teacher.got(Roster)[-1].participants}
    assert [endpoint.present for endpoint in seen["pupil"]] == [False]
    pupil.connect()
    world.settle()
    assert not pupil.got(Welcome)[-1].resumed
    assert pupil.got(Welcome)[-1].admission is Admission.ADMITTED
    assert pupil.got(ChatLine)[-1].text == str(MAX_PENDING)


def test_the_state_has_no_key_in_it() -> None:
    world, _, pupil = lesson()
    text = world.room.to_json()
    assert pupil.got(Welcome)[0].resume_key not in text
    assert '"key_hash"' in text


def test_a_broken_state_is_a_value_error() -> None:
    for text in ("", "{}", "[]", '{"lesson": 1}'):
        with pytest.raises(ValueError, match="validation error"):
            Room.from_json(text)


def test_keys_are_long_and_never_the_same() -> None:
    keys = {secret_key() for _ in range(100)}
    assert len(keys) == 100
    assert min(map(len, keys)) >= 43


def test_a_room_of_an_earlier_day_is_empty_and_one_of_today_is_not() -> None:
    world, _, _ = lesson()
    for hours, left in ((3, 2), (13, 0)):
        room = Room.from_json(world.room.to_json())
        room.restarted(now_s=5.0, wall_s=1_800_000_000.0 + hours * 3600)
        assert len(room.state.endpoints) == left


def test_after_a_restart_who_comes_back_is_told_once_who_is_here() -> None:
    world, teacher, pupil = lesson()
    world.kill()
    told = len(teacher.got(Roster))
    teacher.connect()
    world.settle()
    (roster,) = teacher.got(Roster)[told:]
    here = {person.name: [end.present for end in person.endpoints] for person in roster.participants}
    assert here == {"Teacher": [True], "Pupil": [False]}
    pupil.connect()
    world.settle()
    for device in (teacher, pupil):
        last = device.got(Roster)[-1]
        assert all(end.present for person in last.participants for end in person.endpoints)


def test_when_the_last_one_has_gone_the_chat_is_forgotten() -> None:
    world, teacher, pupil = lesson()
    teacher.send(Chat(text="private"))
    world.settle()
    for device in (teacher, pupil):
        device.send(Leave())
    world.settle()
    assert world.room.empty
    assert "private" not in world.room.to_json()
    assert "Pupil" not in world.room.to_json()
