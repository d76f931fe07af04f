"""Uploads on their way to the disk: never longer than allowed, and of a known kind by their first bytes."""

from __future__ import annotations

import os
from collections.abc import AsyncIterable, Callable
from dataclasses import dataclass
from pathlib import Path

from server.errors import ServerError


@dataclass(frozen=True)
class Accepted:
    """What is taken.

    Attributes
    ----------
    max_bytes, head_bytes : int
        The longest file, and how much of its beginning tells what it is.
    kind_of : Callable
        What a file is by that beginning; None: nothing that is taken.
    too_large : Callable
        Makes the error for a file that is longer; given ``max_bytes``.
    wrong_kind : Callable
        Makes the error for a file of no known kind.
    """

    max_bytes: int
    head_bytes: int
    kind_of: Callable[[bytes], str | None]
    too_large: Callable[[int], ServerError]
    wrong_kind: Callable[[], ServerError]


async def write_upload(to: Path, chunks: AsyncIterable[bytes], accepted: Accepted) -> str:
    """Write a new file for its owner alone; what kind it is. What was written of a refused one stays.

    Raises
    ------
    ServerError
        The one that ``accepted`` makes; at once, not when the rest has come too.
    """
    size, head = 0, b""
    descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        async for chunk in chunks:
            size += len(chunk)
            if size > accepted.max_bytes:
                raise accepted.too_large(accepted.max_bytes)
            if len(head) < accepted.head_bytes:
                head = (head + chunk)[: accepted.head_bytes]
                if len(head) == accepted.head_bytes and accepted.kind_of(head) is None:
                    raise accepted.wrong_kind()
            file.write(chunk)
    kind = accepted.kind_of(head)
    if kind is None:
        raise accepted.wrong_kind()
    return kind
