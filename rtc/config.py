"""What a peer is told about the servers that help it find a path."""

from __future__ import annotations

from dataclasses import dataclass

from aiortc import RTCIceServer
from aiortc.rtcicetransport import parse_stun_turn_uri


@dataclass(frozen=True)
class IceServerConfig:
    """One STUN or TURN server; without any, only the machine's own addresses are used.

    Parameters
    ----------
    urls : tuple of str
        ``stun:HOST[:PORT]``, ``turn:HOST[:PORT][?transport=udp|tcp]`` or ``turns:HOST[:PORT]``. Of several
        servers the first STUN and the first TURN one count.
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

    def to_aiortc(self) -> RTCIceServer:
        """The same in aiortc's words."""
        return RTCIceServer(urls=list(self.urls), username=self.username, credential=self.credential)
