"""Does a relay answer, let us in, and keep out of where it has no business?"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import aioice.stun
import aioice.turn

from .aiortc_private.relays import ask_permission
from .config import RelayServer


@dataclass(frozen=True)
class RelayTrial:
    """What came of one real allocation.

    Attributes
    ----------
    address : str
        Where the relay would send from; empty if it gave nothing.
    took_s : float
        From the first packet to the allocation.
    problem : str
        ``""``, ``"refused"`` (wrong secret or clock), ``"silent"``, ``"tls"`` or ``"unreachable"``.
    reaches : tuple of str
        Which of the forbidden peers the relay would send to.
    """

    address: str = ""
    took_s: float = 0.0
    problem: str = ""
    reaches: tuple[str, ...] = ()


async def try_relay(
    server: RelayServer, *, forbidden: Sequence[str] = (), within_s: float = 5.0
) -> RelayTrial:
    """Allocate at a relay, ask for peers it must refuse, and let go.

    Parameters
    ----------
    server : RelayServer
        With a credential that is good now.
    forbidden : sequence of str
        IPv4 addresses it must not send to.
    """
    began_s = time.monotonic()
    try:
        async with asyncio.timeout(within_s):
            transport, _ = await aioice.turn.create_turn_endpoint(
                asyncio.DatagramProtocol,
                server_addr=(server.host, server.port),
                username=server.username,
                password=server.credential,
                ssl=server.tls or None,
                transport=server.transport,
            )
    except aioice.stun.TransactionFailed:
        return RelayTrial(problem="refused")
    except (TimeoutError, aioice.stun.TransactionError):
        return RelayTrial(problem="silent")
    except ssl.SSLError:
        return RelayTrial(problem="tls")
    except OSError:
        return RelayTrial(problem="unreachable")
    took_s = time.monotonic() - began_s
    try:
        async with asyncio.timeout(within_s):
            reaches = [host for host in forbidden if await ask_permission(transport, host)]
    except (TimeoutError, aioice.stun.TransactionError):
        reaches = []
    finally:
        transport.close()
    return RelayTrial(str(transport.get_extra_info("sockname")[0]), took_s, "", tuple(reaches))


async def allocated(
    server: RelayServer, inbox: Callable[[], asyncio.DatagramProtocol]
) -> asyncio.DatagramTransport:
    """An allocation to send and receive datagrams by: its ``sockname`` is where the relay sends from.

    Parameters
    ----------
    server : RelayServer
        With a credential that is good now.
    inbox : Callable
        Makes what datagrams are given to.

    Raises
    ------
    OSError
        The relay cannot be reached, or gives nothing.
    """
    try:
        transport, _ = await aioice.turn.create_turn_endpoint(
            inbox,
            server_addr=(server.host, server.port),
            username=server.username,
            password=server.credential,
            ssl=server.tls or None,
            transport=server.transport,
        )
    except (aioice.stun.TransactionFailed, aioice.stun.TransactionError) as error:
        raise ConnectionError(f"no allocation: {type(error).__name__}") from error
    return cast(asyncio.DatagramTransport, transport)
