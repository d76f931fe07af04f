"""When to doubt the network: another address of ours, or far ends that have gone silent."""

from __future__ import annotations

import socket
from collections.abc import Callable, Set

__all__ = ["Doubt", "address_towards"]

AGAIN_S = 5.0
_NOWHERE = ("192.0.2.1", "2001:db8::1")
"""Addresses for examples (RFC 5737, RFC 3849): nothing is sent, only the way out is looked up."""


class Doubt:
    """Says when to reach for the server over a new transport.

    Parameters
    ----------
    address : Callable[[], str]
        Our address as of now; empty while there is none.

    Notes
    -----
    Not thread-safe.
    """

    def __init__(self, address: Callable[[], str]) -> None:
        self._address = address
        self._last = address()
        self._silent: frozenset[str] = frozenset()
        self._doubted_s = -AGAIN_S
        self.moved = False

    def arises(self, silent: Set[str], *, now_s: float) -> bool:
        """Whether there is new reason for doubt: ask a few times a second.

        Parameters
        ----------
        silent : Set[str]
            Connections that are silent now. `moved` says afterwards whether it is our address that changed.
        """
        address = self._address()
        self.moved = bool(address) and bool(self._last) and address != self._last
        self._last = address or self._last
        new, self._silent = frozenset(silent) - self._silent, frozenset(silent)
        arises = self.moved or bool(new) or (bool(silent) and now_s - self._doubted_s > AGAIN_S)
        if arises:
            self._doubted_s = now_s
        return arises


def address_towards(host: str) -> str:
    """Our addresses on the ways out, towards a host too if it is given as an address. Costs some 30 us."""
    return " ".join(filter(None, (_towards(one) for one in (host.strip("[]"), *_NOWHERE))))


def _towards(host: str) -> str:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.inet_pton(family, host)  # a name would be looked up, which may take long
        with socket.socket(family, socket.SOCK_DGRAM) as out:
            out.connect((host, 9))
            return str(out.getsockname()[0])
    except OSError:
        return ""
