"""PROTOCOL.md and the code must not drift apart."""

import json
import re
from pathlib import Path

from signaling import messages, paper_messages, recording_messages, tools, track_messages
from signaling.messages import ErrorCode, client_messages, server_messages
from signaling.schema import schema
from signaling.wire import Message

TEXT = Path(messages.__file__).with_name("PROTOCOL.md").read_text()


def test_every_message_and_every_error_code_is_told_of() -> None:
    types = {
        d["properties"]["type"]["const"] for d in schema()["definitions"].values() if "type" in _fields(d)
    }
    assert len(types) > 20
    for word in types | {code.value for code in ErrorCode}:
        assert f"`{word}`" in TEXT, word


def test_what_it_calls_durable_is_durable() -> None:
    classes = {
        item.model_fields["type"].default: item
        for item in (
            vars(messages)
            | vars(tools)
            | vars(paper_messages)
            | vars(track_messages)
            | vars(recording_messages)
        ).values()
        if isinstance(item, type) and issubclass(item, Message) and "type" in item.model_fields
    }
    rows = re.findall(r"^\| `(\w+)` \| (yes|) *\|", TEXT, re.MULTILINE)
    assert len(rows) > 20
    for name, durable in rows:
        assert classes[name].durable == (durable == "yes"), name


def test_the_examples_are_messages() -> None:
    read = 0
    for block in re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL):
        if not block.startswith('{"type"'):
            continue
        raw = json.loads(block)
        adapter = client_messages if raw["type"] == "hello" else server_messages
        adapter.validate_python(raw)
        read += 1
    assert read == 3


def _fields(definition: dict[str, object]) -> dict[str, object]:
    fields = definition.get("properties", {})
    assert isinstance(fields, dict)
    return fields
