import json

from signaling import messages, paper_messages, tools
from signaling.schema import PATH, schema, text
from signaling.wire import Durable, Message, Wire


def test_the_committed_schema_is_current() -> None:
    assert PATH.read_text() == text(), "run python -m signaling.schema"


def test_every_message_is_defined_once_with_its_type_required() -> None:
    definitions = schema()["definitions"]
    for name, definition in definitions.items():
        assert definition["title"] == name
        if "type" in definition.get("properties", {}):
            assert "type" in definition["required"]
    for union in ("ClientMessage", "ServerMessage"):
        for option in definitions[union]["oneOf"]:
            assert option["$ref"].rpartition("/")[2] in definitions


def test_every_wire_class_of_the_contract_is_in_the_schema() -> None:
    abstract = {Wire, Message, Durable, tools.Beats, tools.Pitch}
    classes = [
        item
        for module in (messages, tools, paper_messages)
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, Wire) and item not in abstract
    ]
    assert {item.__name__ for item in classes} <= set(schema()["definitions"])


def test_what_the_room_writes_is_whole_and_what_a_client_writes_may_leave_out_defaults() -> None:
    definitions = schema()["definitions"]
    assert set(definitions["Media"]["required"]) == {"audio", "video"}
    assert "resume" not in definitions["Hello"]["required"]
    assert "ice_servers" in definitions["ConnectionOpen"]["required"]
    assert "seq" not in definitions["Roster"]["required"]


def test_the_schema_is_json() -> None:
    assert json.loads(text()) == schema()
