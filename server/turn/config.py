"""A coturn configuration that relays between lessons and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from server.errors import SettingsInvalidError
from server.turn.ranges import DENIED, PRIVATE, as_range

#: One connection of a browser allocates once for each way it knows; a person has a page and a companion, and
#: a connection that is replaced stands twice for a while.
ALLOCATIONS_PER_PERSON = 24
#: Bytes per second of one allocation: picture and sound of a lesson at their best, and as much again.
BYTES_PER_SECOND = 750_000


@dataclass(frozen=True)
class TurnConfig:
    """What differs from one relay to the next.

    Parameters
    ----------
    secret : str
        Shared with the server (KLANGBRO_TURN_SECRET).
    realm : str
        The relay's name, as in its certificate.
    listen : tuple of str
        Addresses of this machine to be reached at.
    external : str or None
        The public address, if this machine stands behind one that is translated.
    port, tls_port : int
        For UDP and TCP; for TLS.
    cert, key : Path or None
        The certificate (PEM with its chain); without, no TLS.
    first_port, last_port : int
        Where relayed datagrams come from; the firewall lets these through, UDP.
    lessons : int
        How many lessons may use the relay at once.
    user : str
        Whom coturn becomes after it has opened its ports; empty: stays who starts it.
    allow_private : bool
        Relay to private and loopback addresses as well. For trying things out on one machine only.

    Raises
    ------
    SettingsInvalidError
        A value cannot be used; the message says which.
    """

    secret: str
    realm: str
    listen: tuple[str, ...]
    external: str | None = None
    port: int = 3478
    tls_port: int = 5349
    cert: Path | None = None
    key: Path | None = None
    first_port: int = 49152
    last_port: int = 65535
    lessons: int = 200
    user: str = "turnserver"
    allow_private: bool = False

    def __post_init__(self) -> None:
        for text in (*self.listen, *([self.external] if self.external else [])):
            try:
                ip_address(text)
            except ValueError as error:
                raise SettingsInvalidError(
                    f"{text!r} is not an IP address.", "coturn wants the number, not the name."
                ) from error
        if not self.listen:
            raise SettingsInvalidError("The relay has no address.", "Give its public one with --listen.")
        if (self.cert is None) != (self.key is None):
            raise SettingsInvalidError("Certificate and key belong together.", "Give both or neither.")
        if not 1024 <= self.first_port <= self.last_port <= 65535:
            raise SettingsInvalidError(
                f"{self.first_port} to {self.last_port} is no range of ports.", "Like 49152 to 65535."
            )
        for value in (self.realm, self.secret, self.user, str(self.cert or ""), str(self.key or "")):
            if any(character.isspace() or character == "#" for character in value):
                raise SettingsInvalidError(
                    "A value for coturn's configuration has a space or # in it.", "coturn cannot read those."
                )

    def text(self) -> str:
        """The file, as coturn reads it (4.5 or newer)."""
        parts = [self._head(), self._places(), self._who(), self._tls(), self._hardening(), self._peers()]
        return "\n\n".join("\n".join(part) for part in parts if part) + "\n"

    def _head(self) -> list[str]:
        return [
            "# Written by klangbro admin turn-config. It holds a secret: readable by coturn alone.",
            "# The firewall lets in: UDP and TCP to the listening port, TCP to the TLS port, UDP to min-port",
            "# to max-port. Nothing else of this machine need be reachable.",
        ]

    def _places(self) -> list[str]:
        external = [] if self.external is None else [f"external-ip={self.external}"]
        return [
            *(f"listening-ip={address}" for address in self.listen),
            *(f"relay-ip={address}" for address in self.listen),
            *external,
            f"listening-port={self.port}",
            f"min-port={self.first_port}",
            f"max-port={self.last_port}",
        ]

    def _who(self) -> list[str]:
        total = 2 * self.lessons * ALLOCATIONS_PER_PERSON
        return [
            f"realm={self.realm}",
            "use-auth-secret",
            f"static-auth-secret={self.secret}",
            "stale-nonce=600",
            f"user-quota={ALLOCATIONS_PER_PERSON}",
            f"total-quota={total}",
            f"max-bps={BYTES_PER_SECOND}",
            "max-allocate-lifetime=3600",
            *([f"proc-user={self.user}", f"proc-group={self.user}"] if self.user else []),
        ]

    def _tls(self) -> list[str]:
        if self.cert is None:
            return ["no-tls", "no-dtls"]
        return [
            f"tls-listening-port={self.tls_port}",
            f"cert={self.cert}",
            f"pkey={self.key}",
            "no-tlsv1",
            "no-tlsv1_1",
            "no-dtls",
        ]

    def _hardening(self) -> list[str]:
        return [
            "no-tcp-relay",
            "no-multicast-peers",
            "no-cli",
            "no-software-attribute",
            "no-rfc5780",
            "no-stun-backward-compatibility",
            "no-dynamic-ip-list",
            "no-dynamic-realms",
            "no-auth-pings",
            "fingerprint",
            "syslog",
        ]

    def _peers(self) -> list[str]:
        if not self.allow_private:
            return [f"denied-peer-ip={as_range(network)}" for network in DENIED]
        open_to = set(PRIVATE)
        return [
            "# FOR DEVELOPMENT ONLY: this relay reaches private addresses and this machine itself.",
            "allow-loopback-peers",
            *(f"denied-peer-ip={as_range(network)}" for network in DENIED if network not in open_to),
        ]
