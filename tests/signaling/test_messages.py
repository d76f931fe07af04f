import pytest
from pydantic import ValidationError

from signaling.messages import Chat, Hello, client_messages, server_messages
from signaling.wire import Durable


def test_an_unknown_field_is_an_error_where_it_is_made() -> None:
    with pytest.raises(ValidationError, match="texte"):
        client_messages.validate_json('{"type":"chat","seq":1,"text":"hej","texte":"hej"}')


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"chat","seq":0,"text":"x"}',
        '{"type":"chat","seq":1,"text":""}',
        '{"type":"levels","peak_dbfs":NaN}',
        '{"type":"levels","peak_dbfs":-121}',
        '{"type":"admit","participant":"a b"}',
        '{"type":"roster","participants":[]}',
        '{"type":"welcome"}',
        "[]",
    ],
)
def test_what_is_out_of_bounds_or_not_a_clients_to_say_is_no_message(text: str) -> None:
    with pytest.raises(ValidationError):
        client_messages.validate_json(text)


def test_messages_are_what_was_written() -> None:
    chat = Chat(seq=3, text="å 🎻 \u2028")
    assert client_messages.validate_json(chat.model_dump_json()) == chat
    assert isinstance(chat, Durable)
    assert not isinstance(client_messages.validate_json('{"type":"ack","seq":0}'), Durable)
    assert server_messages.validate_json('{"type":"ack","seq":4}') is not None


def test_a_hello_does_not_have_to_say_what_has_a_default() -> None:
    hello = client_messages.validate_json('{"type":"hello","token":"t","endpoint":"page","media":{}}')
    assert isinstance(hello, Hello)
    assert (hello.version, hello.resume, hello.media.audio) == (1, None, False)
