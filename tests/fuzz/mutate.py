"""Spoiling JSON as JSON: a value becomes an odd one, a key goes or comes; bytes alone would seldom parse."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

ODD: tuple[object, ...] = (
    None, True, -1, 0, 1.5, 2**31, 2**53, 2**63, 1e308, "", "x", "\x00", "💥" * 20, "a" * 3000, [], [[]], {},
    {"type": "x"}, "1,2 3,4", "e1", "c5", "sonata",
)  # fmt: skip
TEXTS = ("[" * 3000, '{"a":' * 600, '"\\ud800"', "1e999", "NaN", "-0", "\ufeff{}", "", '{"seq": 1}')


def spoil(data: bytes, most_bytes: int, seed: int) -> bytes:
    """A mutator for lines of JSON, which now and then, and where there is no JSON, spoils bytes instead."""
    dice = random.Random(seed)
    how = dice.randrange(12)
    lines = data.splitlines() or [b""]
    at = dice.randrange(len(lines))
    if how < 3:
        lines[at] = _bytes(lines[at], dice)
    elif how == 3:
        lines.insert(at, lines[dice.randrange(len(lines))])
    elif how == 4 and dice.random() < 0.1:
        lines[at] = dice.choice(TEXTS).encode()
    else:
        try:
            lines[at] = json.dumps(_spoiled(json.loads(lines[at]), dice)).encode()
        except (ValueError, RecursionError):
            lines[at] = _bytes(lines[at], dice)
    return b"\n".join(lines)[:most_bytes]


def _bytes(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(changed) + 1)
        changed[at : at + dice.randrange(3)] = dice.choice(
            (b"", b'"', b"{", b"]", b",", b"\\u0000", b"-", b"9", dice.randbytes(1), dice.randbytes(4))
        )
    return bytes(changed)


def _spoiled(value: Any, dice: random.Random) -> Any:
    places = list(_places(value))
    if not places:
        return dice.choice(ODD)
    inside, key = dice.choice(places)
    how = dice.randrange(4)
    if how == 0:
        del inside[key]
    elif how == 1 and isinstance(inside, list):
        inside += [inside[key]] * dice.choice((1, 2, 40))
    elif how == 2:
        other, name = dice.choice(places)
        inside[key] = json.loads(json.dumps(other[name]))
    else:
        inside[key] = dice.choice(ODD)
    return value


def _places(value: Any, depth: int = 8) -> Iterator[tuple[Any, Any]]:
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        if depth:
            yield from _places(value[key], depth - 1)
