import json

import pytest

from signaling.messages import Ack, Chat, ChatLine, EndpointKind, Levels, Media, ProfileChanged
from signaling.session import Session


def welcome(endpoint: str = "e1", *, resumed: bool = False, seen: int = 0) -> str:
    return json.dumps(
        {
            "type": "welcome",
            "participant": "p",
            "endpoint": endpoint,
            "resume_key": "k" * 43,
            "resumed": resumed,
            "seen": seen,
            "role": "pupil",
            "name": "Pia",
            "admission": "admitted",
            "lesson": {"id": "l", "teacher": "Anna"},
            "profile": "duet",
        }
    )


def line(seq: int) -> str:
    return ChatLine(seq=seq, participant="p", name="Pia", text=str(seq), at_s=0.0).model_dump_json()


def online() -> Session:
    session = Session("token", kind=EndpointKind.PAGE, media=Media(audio=True))
    session.connected()
    session.receive(welcome())
    return session


def numbers(texts: tuple[str, ...] | list[str]) -> list[int]:
    return [json.loads(text)["seq"] for text in texts]


def test_the_first_hello_has_no_resume_and_the_next_one_has() -> None:
    session = Session("token", kind=EndpointKind.PAGE, media=Media(audio=True))
    assert "resume" not in json.loads(session.connected())
    session.receive(welcome())
    session.receive(line(1))
    session.disconnected()
    assert json.loads(session.connected())["resume"] == {"endpoint": "e1", "key": "k" * 43, "seen": 1}


def test_what_is_said_before_the_welcome_is_sent_after_it() -> None:
    session = Session("token", kind=EndpointKind.PAGE, media=Media())
    assert session.send(Chat(text="a")) == []
    assert session.send(Levels(peak_dbfs=-3.0)) == []
    session.connected()
    assert numbers(session.receive(welcome()).replies) == [1]


def test_durable_messages_come_once_and_in_order() -> None:
    session = online()
    got = [session.receive(line(seq)) for seq in (1, 1, 3, 2)]
    assert [isinstance(r.message, ChatLine) for r in got] == [True, False, False, True]
    assert [numbers(r.replies) for r in got] == [[1], [1], [1], [2]]


def test_what_is_unacknowledged_is_sent_again_on_resume() -> None:
    session = online()
    for text in "abc":
        session.send(Chat(text=text))
    session.receive(Ack(seq=1).model_dump_json())
    session.disconnected()
    session.connected()
    assert numbers(session.receive(welcome(resumed=True, seen=2)).replies) == [3]
    assert [m.seq for m in session.unacked if isinstance(m, Chat)] == [3]


def test_the_same_place_told_anew_counts_from_one_and_loses_nothing_said() -> None:
    session = online()
    session.receive(line(1))
    for text in "ab":
        session.send(Chat(text=text))
    session.disconnected()
    session.connected()
    assert numbers(session.receive(welcome(seen=1)).replies) == [2]
    assert isinstance(session.receive(line(1)).message, ChatLine)


def test_another_place_drops_what_may_or_may_not_have_arrived() -> None:
    session = online()
    session.send(Chat(text="a"))
    session.disconnected()
    session.connected()
    assert session.receive(welcome("e2")).replies == ()
    assert [m.text for m in session.dropped if isinstance(m, Chat)] == ["a"]
    assert numbers(session.send(Chat(text="b"))) == [1]


def test_a_message_of_a_newer_server_is_left_out_and_does_not_block() -> None:
    session = online()
    received = session.receive('{"type":"fireworks","seq":1,"colour":"red"}')
    assert received.message is None
    assert numbers(received.replies) == [1]
    assert isinstance(session.receive(line(2)).message, ChatLine)
    assert session.receive("nonsense").replies == ()


def test_a_gap_is_filled() -> None:
    session = online()
    session.send(Chat(text="a"))
    gap = session.receive('{"type":"error","code":"gap","text":"A message is missing.","seq":3}')
    assert numbers(gap.replies) == [1]


def test_what_is_too_large_is_refused_here_and_takes_no_number() -> None:
    session = online()
    with pytest.raises(ValueError, match="32768"):
        session.send(Chat.model_construct(type="chat", text="å" * 20_000))
    assert numbers(session.send(Chat(text="a"))) == [1]


def test_ephemeral_messages_have_no_number() -> None:
    session = online()
    assert "seq" not in json.loads(session.send(Levels(peak_dbfs=-3.0))[0])
    session.receive(ProfileChanged(seq=1, profile="duet").model_dump_json())
    assert session.unacked == []
