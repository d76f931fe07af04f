"""Bytes off the wire that are read by hand: WebSocket frames, and a measurement's datagrams."""

from __future__ import annotations

from collections.abc import Iterator

from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN
from websockets.server import ServerProtocol

from server.measuring import packets
from server.measuring.packets import Kind
from signaling.frames import Frames
from tests.fuzz.target import Target

SESSION = bytes(range(16))


def _parsed(data: bytes) -> list[bytes]:
    """The whole texts that websockets' own parser finds before anything else."""
    parser, texts = ServerProtocol(state=OPEN, max_size=1 << 20), list[bytes]()
    parser.receive_data(data)
    for event in parser.events_received():
        if not isinstance(event, Frame) or event.opcode is not Opcode.TEXT or not event.fin:
            break
        texts.append(bytes(event.data))
    return texts


def frames(data: bytes) -> None:
    """What is read without the parser is what the parser would have read, frame by frame."""
    found, at, reader = list[bytes](), 0, Frames()
    while (one := reader.text(data, at)) is not None:
        assert one[1] > at
        text, at = one
        found.append(text)
    assert _parsed(data)[: len(found)] == found
    cut = len(data) // 2
    halves = Frames()
    for part in (data[:cut], data[cut:]):
        here = 0
        while (one := halves.text(part, here)) is not None:
            here = one[1]
        halves.follow(part, here)


def _frames() -> Iterator[bytes]:
    for body in (b'{"type":"ack","seq":1}', b"x" * 200, b""):
        for kind in (Opcode.TEXT, Opcode.BINARY, Opcode.PONG):
            whole = Frame(kind, body[: 125 if kind is Opcode.PONG else None]).serialize(mask=True)
            yield whole
            yield whole + Frame(Opcode.TEXT, b"next").serialize(mask=True)
    yield Frame(Opcode.TEXT, b"begun", fin=False).serialize(mask=True)


def measuring(data: bytes) -> None:
    """Each kind's body is read, or is none."""
    packet = packets.read(data)
    if packet is None:
        return
    assert len(packet.session) == packets.SESSION_BYTES
    for read in (packets.read_probe, packets.read_start, packets.read_ask, packets.read_answer):
        read(packet.body)
    address = packets.unpack_address(packet.body)
    if address is not None:
        assert packets.unpack_address(packets.pack_address(address)) == address
        packets.same_cookie(b"key", packet.session, address, packet.body)


def _datagrams() -> Iterator[bytes]:
    for kind in Kind:
        yield packets.write(kind, SESSION, size=packets.ASKED_BYTES)
    yield packets.write_probe(SESSION, 1, packets.Probe(1, 2, 3, 4), 200)
    yield packets.write_start(SESSION, 1, packets.Start(20_000, 200, 50))
    yield packets.write_ask(SESSION, 1, size=100, full=True, tos=0xB8)
    yield packets.write(Kind.OPENED, SESSION, packets.pack_address(("198.51.100.7", 4242)))


TARGETS = (
    Target("frames", frames, _frames, most_bytes=600),
    Target("measuring", measuring, _datagrams, most_bytes=300),
)
