"""A small well-formed message of every type, by the protocol's own schema: new types come by themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter


def examples(adapter: TypeAdapter[Any]) -> Iterator[bytes]:
    """A message of every type of a union told apart by ``type``, as JSON."""
    schema = adapter.json_schema()
    for name in sorted(schema["discriminator"]["mapping"]):
        reference = schema["discriminator"]["mapping"][name]
        message = _instance({"$ref": reference}, schema["$defs"]) | {"type": name}
        yield json.dumps(message).encode()


def _instance(schema: dict[str, Any], names: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _instance(names[schema["$ref"].rpartition("/")[2]], names)
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return _instance(schema[key][0], names)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            return {key: _instance(part, names) for key, part in schema.get("properties", {}).items()}
        case "array":
            items = schema.get("prefixItems") or [schema["items"]] * max(1, schema.get("minItems", 1))
            return [_instance(item, names) for item in items]
        case "string":
            return _text(schema)
        case "integer" | "number":
            return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        case "boolean":
            return True
    return None


def _text(schema: dict[str, Any]) -> str:
    pattern = schema.get("pattern", "")
    if "," in pattern:  # points of a mark
        return "1,2 30,40"
    if exactly := re.search(r"\{(\d+)\}", pattern):  # a file's id
        return "a" * int(exactly[1])
    return "a" * max(1, int(schema.get("minLength", 1)))
