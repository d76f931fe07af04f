"""Redundant audio (RFC 2198): earlier payloads ride before the newest one in the same packet."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import NamedTuple

MOST_OFFSET_SAMPLES = (1 << 14) - 1
MOST_BLOCK_BYTES = (1 << 10) - 1
MOST_BLOCKS = 32
BLOCK_HEADER_BYTES = 4
PRIMARY_HEADER_BYTES = 1
PAYLOAD_LIMIT_BYTES = 1150

_HEADER = struct.Struct("!I")
_FOLLOWS = 0x80


class RedError(ValueError):
    """Bytes that are no RFC 2198 payload, or blocks that none can hold."""


class RedBlock(NamedTuple):
    """One payload of several.

    Attributes
    ----------
    payload_type : int
        0 to 127.
    offset_samples : int
        How much earlier than the packet's timestamp its first sample is, 0 to 16383; 0 for the primary.
    payload : bytes
        Encoded sound, 1 to 1023 bytes (the primary: any length).
    """

    payload_type: int
    offset_samples: int
    payload: bytes


def pack(
    primary: bytes,
    payload_type: int,
    earlier: Iterable[RedBlock] = (),
    *,
    limit_bytes: int = PAYLOAD_LIMIT_BYTES,
) -> bytes:
    """Put earlier payloads before the primary one.

    What the format or the limit has no room for is left out, the primary never.

    Parameters
    ----------
    primary : bytes
        The newest payload.
    payload_type : int
        Its payload type, 0 to 127.
    earlier : iterable of RedBlock
        Oldest first. With too little room the newest are kept.
    limit_bytes : int
        What the whole may have.

    Raises
    ------
    RedError
        The primary is empty, or its payload type has more than 7 bits.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: yes.
    """
    if not primary or not 0 <= payload_type <= 127:
        raise RedError(
            f"a primary has 1 byte or more and a type of 0 to 127, not {len(primary)} and {payload_type}"
        )
    room = limit_bytes - len(primary) - PRIMARY_HEADER_BYTES
    headers = [bytes((payload_type,))]
    payloads = [primary]
    for block in reversed(tuple(earlier)):
        size = len(block.payload)
        fits = 0 < size <= MOST_BLOCK_BYTES and 0 < block.offset_samples <= MOST_OFFSET_SAMPLES
        if not fits or block.payload_type >> 7:
            continue
        room -= BLOCK_HEADER_BYTES + size
        if room < 0 or len(payloads) >= MOST_BLOCKS:
            break
        word = (_FOLLOWS | block.payload_type) << 24 | block.offset_samples << 10 | size
        headers.append(_HEADER.pack(word))
        payloads.append(block.payload)
    return b"".join((*reversed(headers[1:]), headers[0], *reversed(payloads[1:]), primary))


def parse(payload: bytes) -> list[RedBlock]:
    """Take the payload of a redundant packet apart.

    Returns
    -------
    list of RedBlock
        In the order of the packet, the primary last. Empty redundant blocks are left out.

    Raises
    ------
    RedError
        Lengths do not add up, there is no primary sound, or there are more than 32 blocks.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: yes.
    """
    length = len(payload)
    words: list[int] = []
    at = 0
    while True:
        if at >= length:
            raise RedError(f"read {length} bytes of headers and no primary's among them")
        if not payload[at] & _FOLLOWS:
            break
        if at + BLOCK_HEADER_BYTES > length:
            raise RedError(f"read {length - at} bytes of a header, expected {BLOCK_HEADER_BYTES}")
        if len(words) >= MOST_BLOCKS - 1:
            raise RedError(f"more than {MOST_BLOCKS} blocks")
        words.append(_HEADER.unpack_from(payload, at)[0])
        at += BLOCK_HEADER_BYTES
    primary_type = payload[at]
    at += PRIMARY_HEADER_BYTES
    blocks: list[RedBlock] = []
    for word in words:
        size = word & MOST_BLOCK_BYTES
        if at + size > length:
            raise RedError(f"read {length - at} bytes of a block, expected {size}")
        if size:
            blocks.append(
                RedBlock(word >> 24 & 0x7F, word >> 10 & MOST_OFFSET_SAMPLES, payload[at : at + size])
            )
        at += size
    if at >= length:
        raise RedError("no primary sound behind the redundant blocks")
    blocks.append(RedBlock(primary_type, 0, payload[at:]))
    return blocks
