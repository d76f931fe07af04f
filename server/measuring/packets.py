"""The datagrams of a measurement, pure: what is in them and how they are read.

Every datagram begins ``KBm1``, its kind, the run it belongs to (0 for none) and the session, sixteen random
bytes that its holder got over HTTPS. Numbers are big-endian.

========= ==== =============================================================================
HELLO     c→s  padded to `ASKED_BYTES`, so that no answer is larger than its question
CHALLENGE s→c  a cookie that only whoever receives at that address knows; the address itself
OPEN      c→s  the cookie: from here on the session belongs to this address and no other
OPENED    s→c  the address again, and a second port that answers HELLO
KNOCK     s→c  from the second port, once for each OPEN: does a stranger's datagram come in?
ASK       c→s  of any size; flag 1 asks for an answer of the same size; the answer's mark
ANSWER    s→c  the number, and the mark (TOS) and the size with which the question arrived
START     c→s  interval, size and count of a run; repeated until STARTED comes
PROBE     both sequence number and time of sending; towards the client also what came last, and when
STOP      c→s  nothing more
========= ==== =============================================================================
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from dataclasses import dataclass
from enum import IntEnum
from ipaddress import ip_address

MAGIC = b"KBm1"
SESSION_BYTES = 16
ASKED_BYTES = 80

_HEAD = struct.Struct("!4sBB16s")
_PROBE = struct.Struct("!Iq")
_ECHO = struct.Struct("!Iq")
_START = struct.Struct("!IHI")
_ADDRESS = struct.Struct("!16sH")
_ASK = struct.Struct("!IBB")
_ANSWER = struct.Struct("!IBH")
_COOKIE_BYTES = 16
NOTHING_YET = 0xFFFFFFFF

HEAD_BYTES = _HEAD.size
PROBE_BYTES = _HEAD.size + _PROBE.size + _ECHO.size
"""The least size of a probe towards the client."""

Address = tuple[str, int]


class Kind(IntEnum):
    """What a datagram is; see the module."""

    HELLO = 1
    CHALLENGE = 2
    OPEN = 3
    OPENED = 4
    KNOCK = 5
    ASK = 6
    ANSWER = 7
    START = 8
    STARTED = 9
    PROBE = 10
    STOP = 11


@dataclass(frozen=True, slots=True)
class Packet:
    """A datagram with its head taken off."""

    kind: Kind
    run: int
    session: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Probe:
    """One probe: which, when it was sent (its sender's monotonic ns), and what its sender got last."""

    sequence: int
    sent_ns: int
    echo_sequence: int = NOTHING_YET
    echo_ns: int = 0


@dataclass(frozen=True, slots=True)
class Start:
    """What a run shall be."""

    interval_us: int
    size: int
    count: int


def read(data: bytes) -> Packet | None:
    """Take the head off; None where it is none of ours."""
    if len(data) < _HEAD.size or data[:4] != MAGIC:
        return None
    _, kind, run, session = _HEAD.unpack_from(data)
    try:
        return Packet(Kind(kind), run, session, data[_HEAD.size :])
    except ValueError:
        return None


def write(kind: Kind, session: bytes, body: bytes = b"", *, run: int = 0, size: int = 0) -> bytes:
    """Put a head on, and zeros behind up to ``size`` bytes."""
    return (_HEAD.pack(MAGIC, kind, run, session) + body).ljust(size, b"\0")


def write_probe(session: bytes, run: int, probe: Probe, size: int) -> bytes:
    """Make a probe of ``size`` bytes."""
    body = _PROBE.pack(probe.sequence, probe.sent_ns) + _ECHO.pack(probe.echo_sequence, probe.echo_ns)
    return write(Kind.PROBE, session, body, run=run, size=size)


def read_probe(body: bytes) -> Probe | None:
    """Read a probe's body; None where it is too short."""
    if len(body) < _PROBE.size + _ECHO.size:
        return None
    return Probe(*_PROBE.unpack_from(body), *_ECHO.unpack_from(body, _PROBE.size))


def write_start(session: bytes, run: int, start: Start) -> bytes:
    """Ask for a run."""
    body = _START.pack(start.interval_us, start.size, start.count)
    return write(Kind.START, session, body, run=run, size=ASKED_BYTES)


def read_start(body: bytes) -> Start | None:
    """Read what a run shall be."""
    return Start(*_START.unpack_from(body)) if len(body) >= _START.size else None


def write_ask(session: bytes, number: int, *, size: int, full: bool, tos: int = 0) -> bytes:
    """Ask, with ``size`` bytes, for an answer marked ``tos`` and, if ``full``, of as many bytes."""
    return write(Kind.ASK, session, _ASK.pack(number, full, tos), size=size)


def read_ask(body: bytes) -> tuple[int, bool, int] | None:
    """Number, whether the answer shall be as large, and its mark."""
    if len(body) < _ASK.size:
        return None
    number, full, tos = _ASK.unpack_from(body)
    return number, bool(full), tos


def write_answer(session: bytes, number: int, tos: int, size: int, *, full: bool) -> bytes:
    """Say with which mark and size the question came."""
    return write(Kind.ANSWER, session, _ANSWER.pack(number, tos, size), size=size if full else 0)


def read_answer(body: bytes) -> tuple[int, int, int] | None:
    """Number, mark, and size."""
    return _ANSWER.unpack_from(body) if len(body) >= _ANSWER.size else None


def pack_address(address: Address) -> bytes:
    """An address in 18 bytes, every bit turned over: some translators rewrite addresses that they find."""
    host = ip_address(address[0].partition("%")[0])
    raw = host.packed if host.version == 6 else b"\0" * 10 + b"\xff\xff" + host.packed
    return bytes(255 - byte for byte in _ADDRESS.pack(raw, address[1]))


def unpack_address(body: bytes) -> Address | None:
    """The address in the first 18 bytes."""
    if len(body) < _ADDRESS.size:
        return None
    raw, port = _ADDRESS.unpack(bytes(255 - byte for byte in body[: _ADDRESS.size]))
    host = ip_address(raw)
    return str(getattr(host, "ipv4_mapped", None) or host), port


ADDRESS_BYTES = _ADDRESS.size


def cookie(key: bytes, session: bytes, address: Address) -> bytes:
    """What only whoever receives at ``address`` can know."""
    said = session + address[0].encode() + address[1].to_bytes(2, "big")
    return hmac.new(key, said, hashlib.sha256).digest()[:_COOKIE_BYTES]


def same_cookie(key: bytes, session: bytes, address: Address, body: bytes) -> bool:
    """Whether a body begins with the cookie of this address."""
    return hmac.compare_digest(cookie(key, session, address), body[:_COOKIE_BYTES])
