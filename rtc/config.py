"""What a peer is told about the servers that help it find a path."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from aiortc import RTCBundlePolicy, RTCConfiguration, RTCIceServer
from aiortc.rtcconfiguration import RTCIceTransportPolicy
from aiortc.rtcicetransport import parse_stun_turn_uri


@dataclass(frozen=True)
class IceServerConfig:
    """One STUN or TURN server; without any, only the machine's own addresses are used.

    Parameters
    ----------
    urls : tuple of str
        ``stun:HOST[:PORT]``, ``turn:HOST[:PORT][?transport=udp|tcp]`` or ``turns:HOST[:PORT]``. Of several
        STUN servers the first counts; TURN servers are tried UDP first, then TCP, then TLS.
    username, credential : str or None
        For TURN.

    Raises
    ------
    ValueError
        No address, or one that is malformed (the message gives it).
    """

    urls: tuple[str, ...]
    username: str | None = None
    credential: str | None = None

    def __post_init__(self) -> None:
        if not self.urls:
            raise ValueError("an ICE server needs at least one address, such as stun:stun.example.org")
        for url in self.urls:
            try:
                parse_stun_turn_uri(url)
            except ValueError as error:
                raise ValueError(f"not the address of a STUN or TURN server: {url!r} ({error})") from error

    def to_aiortc(self) -> RTCIceServer | None:
        """Its STUN addresses in aiortc's words; None without any."""
        urls = [url for url in self.urls if url.startswith("stun")]
        return RTCIceServer(urls=urls) if urls else None

    def relays(self) -> list[RelayServer]:
        """Its TURN addresses, taken apart."""
        found = []
        for url in self.urls:
            parsed = parse_stun_turn_uri(url)
            tls = parsed["scheme"] == "turns"
            if parsed["scheme"] not in ("turn", "turns") or (tls and parsed["transport"] != "tcp"):
                continue  # TURN over DTLS is nobody's
            found.append(
                RelayServer(
                    host=parsed["host"],
                    port=parsed["port"],
                    transport="tcp" if parsed["transport"] == "tcp" else "udp",
                    tls=tls,
                    username=self.username,
                    credential=self.credential,
                )
            )
        return found


@dataclass(frozen=True)
class RelayServer:
    """One way to one TURN server."""

    host: str
    port: int
    transport: Literal["udp", "tcp"]
    tls: bool
    username: str | None
    credential: str | None


def relays_in_order(servers: Iterable[IceServerConfig]) -> tuple[RelayServer, ...]:
    """Every TURN server of these, the quickest kind of way first; equals stay in their order."""
    found = [relay for server in servers for relay in server.relays()]
    return tuple(sorted(found, key=lambda relay: (relay.transport == "tcp", relay.tls)))


def configuration(servers: Iterable[IceServerConfig], *, relay_only: bool) -> RTCConfiguration:
    """What aiortc is told: one STUN server at most, everything in one bundle; relays are gathered by us."""
    return RTCConfiguration(
        iceServers=[stun for server in servers if (stun := server.to_aiortc()) is not None],
        iceTransportPolicy=RTCIceTransportPolicy.RELAY if relay_only else RTCIceTransportPolicy.ALL,
        bundlePolicy=RTCBundlePolicy.MAX_BUNDLE,
    )
