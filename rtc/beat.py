"""The beat channel's text: one JSON object a message, nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping

from .errors import RtcError

MAX_BEAT_BYTES = 4096


class BeatError(RtcError, ValueError):
    """A beat that is no JSON object, or too long."""


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is not JSON")


def encode(message: Mapping[str, object], *, most_bytes: int = MAX_BEAT_BYTES) -> str:
    """Write a beat; ``BeatError`` if it cannot be said in JSON or is longer than ``most_bytes``."""
    try:
        text = json.dumps(message, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise BeatError(f"a beat is JSON: {error}") from error
    if len(text) > most_bytes:
        raise BeatError(f"a beat has at most {most_bytes} bytes, this one has {len(text)}")
    return text


def decode(text: object, *, most_bytes: int = MAX_BEAT_BYTES) -> dict[str, object]:
    """Read a beat; ``BeatError`` for anything but a JSON object of at most ``most_bytes`` characters."""
    if not isinstance(text, str) or len(text) > most_bytes:
        raise BeatError(f"a beat is text of at most {most_bytes} characters")
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BeatError("a beat is JSON") from error
    if not isinstance(value, dict):
        raise BeatError(f"a beat is a JSON object, not {type(value).__name__}")
    return value
