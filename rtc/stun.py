"""What a STUN server sees an address as, over a socket of one's own (RFC 8489)."""

from __future__ import annotations

import struct

import aioice.stun

from .datagrams import Address


def binding_request() -> tuple[bytes, bytes]:
    """A request to send, and its transaction's id."""
    message = aioice.stun.Message(
        message_method=aioice.stun.Method.BINDING, message_class=aioice.stun.Class.REQUEST
    )
    return bytes(message), bytes(message.transaction_id)


def mapped_address(data: bytes, transaction: bytes) -> Address | None:
    """The address in an answer to this transaction; None where it is something else."""
    try:
        message = aioice.stun.parse_message(data)
    except (ValueError, struct.error, IndexError, KeyError, AssertionError):
        return None  # aioice leaks these on what is malformed
    if message.transaction_id != transaction:
        return None
    found = message.attributes.get("XOR-MAPPED-ADDRESS")
    return None if found is None else (str(found[0]), int(found[1]))
