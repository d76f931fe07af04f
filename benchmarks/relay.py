"""``klangbro bench relay``: how much later does a packet arrive that goes through the relay?

A real coturn with the configuration that ``klangbro admin turn-config`` writes, on loopback. See README.md.
"""

from __future__ import annotations

import asyncio
import secrets
import subprocess
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any

import numpy as np
import typer

from benchmarks.frame import Run
from benchmarks.processes import PartError
from benchmarks.registry import CannotMeasureError, bench
from benchmarks.signaling.parts import Daemon, find
from server.turn.config import TurnConfig
from server.turn.credentials import new_credential

HOST = "127.0.0.1"
SECONDS, QUICK_SECONDS = 60.0, 5.0
EVERY_S = 0.005
"""As often as sound of the profile `balanced`."""
BYTES = 160
_WITHIN_S = 5.0
_LIVES_S = 300


class Coturn(Daemon):
    """coturn on a free port of loopback, which is allowed to relay there."""

    def __init__(self) -> None:
        super().__init__("coturn")
        self.secret = secrets.token_hex(24)
        self._program = find("turnserver", "coturn")
        self._database = ("--userdb", str(self.folder / "turndb"))
        listing = [find("turnadmin", "coturn"), "--list", *self._database]
        # Else coturn's threads would each make it, and find it locked by one another.
        subprocess.run(listing, capture_output=True, check=False, cwd=self.folder)

    def _launch(self) -> subprocess.Popen[bytes]:
        config = TurnConfig(
            secret=self.secret,
            realm="relay.test",
            listen=(HOST,),
            port=self.port,
            first_port=50_000,
            last_port=50_199,
            user="",
            allow_private=True,
        )
        written = self.folder / "turnserver.conf"
        written.write_text(config.text())
        own = ["--pidfile", str(self.folder / "turn.pid"), *self._database]
        return self._run([self._program, "-c", str(written), *own], cwd=self.folder)


@bench("relay")
def relay(
    run: Run,
    seconds: Annotated[float | None, typer.Option(min=0.5, help="How long packets are sent.")] = None,
) -> None:
    """Send packets through a real relay and past it, in turns, and compare."""
    run.seconds = seconds or (QUICK_SECONDS if run.quick else SECONDS)
    try:
        with Coturn() as coturn:
            relayed_s, direct_s = asyncio.run(_compare(coturn, run.seconds))
    except (PartError, OSError, TimeoutError) as error:
        raise CannotMeasureError(str(error)) from error
    for percent in (50, 99):
        through, past = (1000 * float(np.percentile(times, percent)) for times in (relayed_s, direct_s))
        run.figure(f"relay.added_p{percent}", through - past, "ms", n=len(relayed_s))
        run.figure(f"relay.relayed_p{percent}", through, "ms", n=len(relayed_s))
        run.figure(f"relay.direct_p{percent}", past, "ms", n=len(direct_s))


class _Inbox(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.got: asyncio.Queue[bytes] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.got.put_nowait(data)


async def _compare(coturn: Coturn, seconds: float) -> tuple[list[float], list[float]]:
    """How long packets took through the relay and past it, in seconds."""
    loop = asyncio.get_running_loop()
    one, _ = await _allocate(coturn)
    other, received = await _allocate(coturn)
    far, _ = await loop.create_datagram_endpoint(_Inbox, local_addr=(HOST, 0))
    near, near_inbox = await loop.create_datagram_endpoint(_Inbox, local_addr=(HOST, 0))
    ends = (one, other, far, near)
    to, past = other.get_extra_info("sockname"), near.get_extra_info("sockname")
    try:
        await _opened(one, other, received.got)
        relayed: list[float] = []
        direct: list[float] = []
        begun_s = time.monotonic()
        for number in range(int(seconds / EVERY_S)):
            await asyncio.sleep(max(0.0, begun_s + number * EVERY_S - time.monotonic()))
            payload = number.to_bytes(8, "big") + bytes(BYTES - 8)
            relayed.append(await _took(partial(one.sendto, payload, to), received.got, payload))
            direct.append(await _took(partial(far.sendto, payload, past), near_inbox.got, payload))
        return relayed, direct
    finally:
        for end in ends:
            end.close()


async def _allocate(coturn: Coturn) -> tuple[Any, _Inbox]:
    # Takes a moment, which other commands need not wait.
    from rtc.config import RelayServer  # noqa: PLC0415
    from rtc.relay_trial import allocated  # noqa: PLC0415

    made = new_credential(coturn.secret, "bench", expires_s=int(time.time()) + _LIVES_S)
    inbox = _Inbox()
    server = RelayServer(
        host=HOST,
        port=coturn.port,
        transport="udp",
        tls=False,
        username=made.username,
        credential=made.password,
    )
    return await allocated(server, lambda: inbox), inbox


async def _opened(one: Any, other: Any, got: asyncio.Queue[bytes]) -> None:
    """Both have permitted the other, and what opened the way has arrived."""
    async with asyncio.timeout(2 * _WITHIN_S):
        while got.empty():
            for here, there in ((one, other), (other, one)):
                here.sendto(b"open", there.get_extra_info("sockname"))
            await asyncio.sleep(0.1)
    await asyncio.sleep(0.2)
    while not got.empty():
        got.get_nowait()


async def _took(send: Callable[[], object], got: asyncio.Queue[bytes], payload: bytes) -> float:
    begun_s = time.perf_counter()
    send()
    receiving: Awaitable[bytes] = got.get()
    async with asyncio.timeout(_WITHIN_S):
        while await receiving != payload:
            receiving = got.get()
    return time.perf_counter() - begun_s
