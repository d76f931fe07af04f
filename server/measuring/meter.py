"""Answers the datagrams of measurements, in threads of its own: no lesson's event loop makes them late.

No open reflector: without a session that was given out over HTTPS nothing is answered, and nothing larger
than the question is sent to an address that has not shown that it receives there.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Mapping

from server.measuring import packets
from server.measuring.pacing import Pacer
from server.measuring.packets import Kind, Packet, Probe
from server.measuring.session import QUIET_NS, Arrivals, Session
from server.measuring.udp import Datagram, StampedSocket

_LOOK_S = 0.5


class Meter:
    """Two sockets and the threads that serve them.

    Parameters
    ----------
    host, port
        Where it is asked; a second port, any that is free, answers HELLO alone.
    sessions : Mapping[bytes, Session]
        Those permitted now; whoever made it adds and removes.

    Raises
    ------
    OSError
        The port is taken.
    """

    def __init__(self, host: str, port: int, sessions: Mapping[bytes, Session]) -> None:
        self._sessions = sessions
        self._key = secrets.token_bytes(32)
        self._main = StampedSocket(host, port)
        self._main.never_split()
        try:
            self._second = StampedSocket(host, 0)
        except OSError:
            self._main.close()
            raise
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._serve, args=(one,), name="klangbro-measuring", daemon=True)
            for one in (self._main, self._second)
        ]
        for one in self._threads:
            one.start()

    @property
    def port(self) -> int:
        """Where it is asked."""
        return self._main.port

    def close(self) -> None:
        """Stop, and let the ports go."""
        self._over.set()
        for session in list(self._sessions.values()):
            session.end()
        for one in self._threads:
            one.join()
        self._main.close()
        self._second.close()

    def _serve(self, socket: StampedSocket) -> None:
        socket.within(_LOOK_S)
        while not self._over.is_set():
            came = socket.receive()
            packet = None if came is None else packets.read(came.data)
            if came is None or packet is None:
                continue
            session = self._sessions.get(packet.session)
            if session is not None:
                self._take(socket, session, packet, came)

    def _take(self, socket: StampedSocket, session: Session, packet: Packet, came: Datagram) -> None:
        if packet.kind is Kind.HELLO:
            self._challenge(socket, packet, came)
            return
        if socket is not self._main:
            return
        if packet.kind is Kind.OPEN:
            self._open(session, packet, came)
            return
        if session.address != came.address:
            return
        session.heard_ns = came.at_ns
        take: dict[Kind, Callable[[Session, Packet, Datagram], None]] = {
            Kind.PROBE: self._probe,
            Kind.ASK: self._ask,
            Kind.START: self._start,
            Kind.STOP: self._stop,
        }
        handle = take.get(packet.kind)
        if handle is not None:
            handle(session, packet, came)

    def _challenge(self, socket: StampedSocket, packet: Packet, came: Datagram) -> None:
        if len(came.data) < packets.ASKED_BYTES:
            return
        body = packets.cookie(self._key, packet.session, came.address) + packets.pack_address(came.address)
        socket.send(packets.write(Kind.CHALLENGE, packet.session, body), came.address, local=came.local)

    def _open(self, session: Session, packet: Packet, came: Datagram) -> None:
        if len(came.data) < packets.ASKED_BYTES:
            return
        if not packets.same_cookie(self._key, packet.session, came.address, packet.body):
            return
        if session.address not in (None, came.address):
            return
        session.address, session.local, session.heard_ns = came.address, came.local, came.at_ns
        body = packets.pack_address(came.address) + self._second.port.to_bytes(2, "big")
        self._main.send(packets.write(Kind.OPENED, packet.session, body), came.address, local=came.local)
        knock = packets.write(Kind.KNOCK, packet.session)
        self._second.send(knock, came.address, local=came.local)

    def _probe(self, session: Session, packet: Packet, came: Datagram) -> None:
        probe = packets.read_probe(packet.body)
        if probe is not None:
            session.note(packet.run, probe, came.at_ns)

    def _ask(self, session: Session, packet: Packet, came: Datagram) -> None:
        asked = packets.read_ask(packet.body)
        if asked is None or session.asks_left <= 0:
            return
        session.asks_left -= 1
        number, full, tos = asked
        said = packets.write_answer(packet.session, number, came.tos or 0, len(came.data), full=full)
        self._main.send(said, came.address, tos=tos, local=came.local)

    def _start(self, session: Session, packet: Packet, came: Datagram) -> None:
        start = packets.read_start(packet.body)
        if start is None or not session.admits(packet.run, start):
            return
        if packet.run not in session.arrivals:
            session.end()
            session.arrivals[packet.run] = Arrivals()
            session.last = None
            session.bytes_left -= start.size * start.count
            session.pacer = Pacer(
                lambda sequence: self._send_probe(session, packet.run, sequence, start.size),
                interval_ns=start.interval_us * 1000,
                count=start.count,
            )
            session.pacer.start()
        started = packets.write(Kind.STARTED, packet.session, run=packet.run)
        self._main.send(started, came.address, local=came.local)

    def _send_probe(self, session: Session, run: int, sequence: int, size: int) -> bool:
        now_ns = time.monotonic_ns()
        address = session.address
        if address is None or now_ns - session.heard_ns > QUIET_NS:
            return False
        last = session.last or Probe(0, 0)
        probe = Probe(sequence, time.monotonic_ns(), last.echo_sequence, last.echo_ns)
        self._main.send(packets.write_probe(session.key, run, probe, size), address, local=session.local)
        return True

    def _stop(self, session: Session, _packet: Packet, _came: Datagram) -> None:
        session.end()
