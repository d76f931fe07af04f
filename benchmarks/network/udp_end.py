"""The near end of a measurement: opens a session at the server's UDP port and exchanges packets with it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rtc.stun import binding_request, mapped_address
from server.measuring import packets
from server.measuring.pacing import Pacer
from server.measuring.packets import Address, Kind, Packet, Probe, Start
from server.measuring.udp import Datagram, StampedSocket

_TRIES = 3
_PATIENCE_S = 0.6
"""Twice what a slow path takes there and back."""
_AFTER_S = 1.0
"""What is later than this after the last was sent is lost: no lesson would wait for it."""

Watch = Callable[[float], None]


@dataclass
class Exchanged:
    """All that one run brought at this end; times are ns of this end's monotonic clock unless said."""

    run: int
    count: int
    sent_ns: NDArray[np.int64]
    came: list[tuple[int, int]] = field(default_factory=list)
    far_sent_ns: dict[int, int] = field(default_factory=dict)
    """By the far clock."""
    trips_ms: list[float] = field(default_factory=list)
    """Round trips, the far end's own time taken off."""


class UdpEnd:
    """One UDP socket towards one measuring port.

    Parameters
    ----------
    host, port
        The server's.
    session : bytes
        From its API.

    Raises
    ------
    OSError
        The name is unknown, or no socket can be made.

    Attributes
    ----------
    mapped : Address or None
        What the server saw us come from, once it was opened.
    knocked : bool
        Whether a datagram of a port that we never wrote to came in.
    """

    def __init__(self, host: str, port: int, session: bytes) -> None:
        self.server: Address = (resolve(host), port)
        self._session = session
        self._socket = StampedSocket("0.0.0.0", 0)  # noqa: S104 - whichever way leads there
        self._socket.never_split()
        self.mapped: Address | None = None
        self.second_port: int | None = None
        self.knocked = False

    @property
    def local(self) -> Address:
        """Our own address on the way there."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(self.server)
            return str(probe.getsockname()[0]), self._socket.port

    def close(self) -> None:
        """Say that nothing more is wanted, and go."""
        self._socket.send(packets.write(Kind.STOP, self._session), self.server)
        self._socket.close()

    def hello(self, port: int | None = None) -> tuple[bytes, Address] | None:
        """Ask for the cookie at the main port or another; cookie and mapped address, or None: no answer."""
        to = (self.server[0], self.server[1] if port is None else port)
        ask = packets.write(Kind.HELLO, self._session, size=packets.ASKED_BYTES)
        found = self._asked(ask, to, Kind.CHALLENGE)
        if found is None:
            return None
        mapped = packets.unpack_address(found.body[16:])
        return None if mapped is None else (found.body[:16], mapped)

    def open(self) -> bool:
        """Bind the session to this socket; False where UDP does not get there and back."""
        answer = self.hello()
        if answer is None:
            return False
        ask = packets.write(Kind.OPEN, self._session, answer[0], size=packets.ASKED_BYTES)
        opened = self._asked(ask, self.server, Kind.OPENED)
        if opened is None or len(opened.body) < packets.ADDRESS_BYTES + 2:
            return False
        self.mapped = packets.unpack_address(opened.body)
        self.second_port = int.from_bytes(
            opened.body[packets.ADDRESS_BYTES : packets.ADDRESS_BYTES + 2], "big"
        )
        self._listen(_PATIENCE_S, lambda _packet, _came: self.knocked)
        return True

    def ask(
        self, number: int, *, size: int, full: bool, tos: int = 0, tries: int = 2
    ) -> tuple[int, int, int] | None:
        """Send one datagram of ``size`` bytes: the mark it arrived with, its size, the answer's mark.

        None: no answer, or it could not be sent.
        """
        data = packets.write_ask(self._session, number, size=size, full=full, tos=tos)
        for _ in range(tries):
            if not self._socket.send(data, self.server, tos=tos):
                return None
            found: list[tuple[int, int, int]] = []

            def take(packet: Packet, came: Datagram, found: list[tuple[int, int, int]] = found) -> bool:
                said = packets.read_answer(packet.body) if packet.kind is Kind.ANSWER else None
                if said is not None and said[0] == number and (not full or len(came.data) == size):
                    found.append((said[1], said[2], came.tos or 0))
                return bool(found)

            self._listen(_PATIENCE_S, take)
            if found:
                return found[0]
        return None

    def stun(self, host: str, port: int) -> Address | None:
        """What a STUN server saw this same socket come from (RFC 8489)."""
        try:
            to = (resolve(host), port)
        except OSError:
            return None
        request, transaction = binding_request()
        for _ in range(_TRIES):
            self._socket.send(request, to)
            until_s = time.monotonic() + _PATIENCE_S
            self._socket.within(_PATIENCE_S)
            while time.monotonic() < until_s:
                came = self._socket.receive()
                found = None if came is None else mapped_address(came.data, transaction)
                if found is not None:
                    return found
        return None

    def exchange(
        self, run: int, *, interval_us: int, size: int, count: int, watch: Watch = lambda _: None
    ) -> Exchanged | None:
        """Send and get ``count`` packets at the same time; None where the server did not begin.

        Parameters
        ----------
        watch : Callable[[float], None]
            Told now and then how far it is, 0-1.
        """
        done = Exchanged(run, count, np.zeros(count, np.int64))
        if not self._start(done, Start(interval_us, size, count)):
            return None
        over = threading.Event()

        def send(sequence: int) -> bool:
            done.sent_ns[sequence] = now_ns = time.monotonic_ns()
            data = packets.write_probe(self._session, run, Probe(sequence, now_ns), size)
            self._socket.send(data, self.server)
            return not over.is_set()

        pacer = Pacer(send, interval_ns=interval_us * 1000, count=count)
        pacer.start()
        try:
            self._collect(done, pacer, count * interval_us * 1e-6, watch)
        finally:
            over.set()
            pacer.join()
        return done

    def _start(self, done: Exchanged, start: Start) -> bool:
        """Have the server begin; what it sends at once counts already."""
        began: list[bool] = []

        def take(packet: Packet, came: Datagram) -> bool:
            if packet.run == done.run and packet.kind in (Kind.STARTED, Kind.PROBE):
                began.append(True)
                if packet.kind is Kind.PROBE:
                    self._note(done, packet, came.at_ns)
            return bool(began)

        ask = packets.write_start(self._session, done.run, start)
        for _ in range(_TRIES):
            self._socket.send(ask, self.server)
            self._listen(_PATIENCE_S, take)
            if began:
                return True
        return False

    def _collect(self, done: Exchanged, pacer: Pacer, lasts_s: float, watch: Watch) -> None:
        began_s = time.monotonic()
        until_s = began_s + lasts_s + _AFTER_S
        told_s = began_s
        self._socket.within(0.2)
        while (now_s := time.monotonic()) < until_s or pacer.is_alive():
            came = self._socket.receive()
            if now_s - told_s > 0.2:
                told_s = now_s
                watch(min(1.0, (now_s - began_s) / lasts_s))
            packet = None if came is None else packets.read(came.data)
            if came is None or packet is None or not self._ours(packet, came):
                continue
            if packet.kind is Kind.PROBE and packet.run == done.run:
                self._note(done, packet, came.at_ns)

    def _note(self, done: Exchanged, packet: Packet, at_ns: int) -> None:
        probe = packets.read_probe(packet.body)
        if probe is None or not 0 <= probe.sequence < done.count:
            return
        done.came.append((probe.sequence, at_ns))
        done.far_sent_ns[probe.sequence] = probe.sent_ns
        if probe.echo_sequence < done.count:
            trip_ns = (at_ns - int(done.sent_ns[probe.echo_sequence])) - (probe.sent_ns - probe.echo_ns)
            done.trips_ms.append(max(0, trip_ns) * 1e-6)

    def _ours(self, packet: Packet, came: Datagram) -> bool:
        if packet.session != self._session or came.address[0] != self.server[0]:
            return False
        self.knocked = self.knocked or packet.kind is Kind.KNOCK
        return True

    def _listen(self, within_s: float, take: Callable[[Packet, Datagram], bool]) -> None:
        """Hand on what comes until ``take`` has enough or the time is over."""
        until_s = time.monotonic() + within_s
        while (left_s := until_s - time.monotonic()) > 0:
            self._socket.within(left_s)
            came = self._socket.receive()
            packet = None if came is None else packets.read(came.data)
            if came is not None and packet is not None and self._ours(packet, came) and take(packet, came):
                return

    def _asked(self, data: bytes, to: Address, kind: Kind) -> Packet | None:
        """Send until the answer comes, a few times."""
        found: list[Packet] = []

        def take(packet: Packet, came: Datagram) -> bool:
            if packet.kind is kind and came.address[1] == to[1]:
                found.append(packet)
            return bool(found)

        for _ in range(_TRIES):
            self._socket.send(data, to)
            self._listen(_PATIENCE_S, take)
            if found:
                return found[0]
        return None


def resolve(host: str) -> str:
    """The IPv4 address of a name.

    Raises
    ------
    OSError
        Nobody knows it.
    """
    found = socket.getaddrinfo(host, None, socket.AF_INET, socket.SOCK_DGRAM)
    return str(found[0][4][0])
