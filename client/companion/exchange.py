"""What a page and the companion say to each other, without sockets: pairing first, then the sound.

The page says ``hello`` (with its key, if it has one), ``pair``, ``confirm`` (the code that the companion
shows to whoever sits here), ``join`` (its invite), ``go``, ``mute`` and ``leave``; the companion answers
``welcome``, ``code``, ``paired``, ``refused`` and ``state``. docs/adr/0016 says why it is so.
"""

from __future__ import annotations

import hmac
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from signaling.invite import InviteError, parse

__all__ = ["Action", "Exchange", "Go", "HideCode", "Join", "KeyStore", "Leave", "Mute", "Pairing", "ShowCode"]

VERSION = 1
CODE_DIGITS = 6
CODE_S = 120.0
MOST_WRONG = 3
REST_S = 30.0
"""After a code was guessed wrong too often, none is shown for so long."""
AGAIN_S = 5.0


@dataclass(frozen=True, slots=True)
class ShowCode:
    """Show it to whoever sits at this machine, and to nobody else."""

    code: str
    origin: str


@dataclass(frozen=True, slots=True)
class HideCode:
    """It opens nothing any more."""


@dataclass(frozen=True, slots=True)
class Join:
    """Carry the sound of that lesson; silent to the ear until `Go`."""

    invite: str
    muted: bool


@dataclass(frozen=True, slots=True)
class Go:
    """Be heard from then on (unix time, ms; None: now), when the page falls silent."""

    at_ms: float | None


@dataclass(frozen=True, slots=True)
class Mute:
    muted: bool


@dataclass(frozen=True, slots=True)
class Leave:
    """From then on (unix time, ms; None: now) the page has the sound again."""

    at_ms: float | None


Action = ShowCode | HideCode | Join | Go | Mute | Leave
Said = dict[str, object]
Outcome = tuple[list[Said], list[Action]]


class KeyStore(Protocol):
    def add(self, origin: str) -> str: ...
    def opens(self, origin: str, key: str) -> bool: ...


class Pairing:
    """One code at a time, for one page, right once, wrong three times at the most.

    Parameters
    ----------
    draw : Callable[[], str]
        Six digits nobody can guess.

    Notes
    -----
    Thread-safe: no.
    """

    def __init__(self, draw: Callable[[], str]) -> None:
        self._draw = draw
        self._code, self._asker = "", None  # type: str, object
        self._until_s = self._not_before_s = float("-inf")
        self._wrong = 0

    def ask(self, asker: object, *, now_s: float) -> str | None:
        """A code to show; None: too soon after the last one."""
        if now_s < self._not_before_s or (now_s < self._until_s and asker is not self._asker):
            return None
        self._code, self._asker = self._draw(), asker
        self._until_s, self._not_before_s, self._wrong = now_s + CODE_S, now_s + AGAIN_S, 0
        return self._code

    def confirm(self, asker: object, code: str, *, now_s: float) -> Literal["right", "wrong", "expired"]:
        """What came of a code that was typed; a right one opens nothing again."""
        if asker is not self._asker or now_s >= self._until_s:
            return "expired"
        if hmac.compare_digest(code.encode(), self._code.encode()):
            self.drop(asker)
            return "right"
        self._wrong += 1
        if self._wrong < MOST_WRONG:
            return "wrong"
        self.drop(asker)
        self._not_before_s = now_s + REST_S
        return "expired"

    def drop(self, asker: object) -> bool:
        """Its page has gone, or is done; whether a code was shown for it."""
        if asker is not self._asker:
            return False
        self._code, self._asker, self._until_s = "", None, float("-inf")
        return True


@dataclass(slots=True, eq=False)
class Exchange:
    """One page's side of it.

    Parameters
    ----------
    origin : str
        The page's, as its browser tells it; only keys and invites of that origin count.
    keys : KeyStore
    pairing : Pairing
        Shared by all pages.

    Notes
    -----
    Thread-safe: no.
    """

    origin: str
    keys: KeyStore
    pairing: Pairing
    paired: bool = field(default=False, init=False)
    joined: bool = field(default=False, init=False)

    def hear(self, said: Mapping[str, object], *, now_s: float) -> Outcome:
        """Take in one message; what to say and what to do. One that is not understood is refused."""
        match said.get("type"):
            case "hello":
                key = said.get("key")
                self.paired = isinstance(key, str) and len(key) <= 128 and self.keys.opens(self.origin, key)
                return [{"type": "welcome", "version": VERSION, "paired": self.paired}], []
            case "pair":
                return self._pair(now_s)
            case "confirm":
                return self._confirm(said.get("code"), now_s)
            case "join" | "go" | "mute" | "leave" as kind:
                if not self.paired:
                    return _refused("not_paired")
                return self._carry(kind, said)
            case _:
                return _refused("not_understood")

    def closed(self) -> list[Action]:
        """The page has gone away, or its connection has."""
        self.joined = False
        return [HideCode()] if self.pairing.drop(self) else []

    def _pair(self, now_s: float) -> Outcome:
        code = self.pairing.ask(self, now_s=now_s)
        if code is None:
            return _refused("too_soon")
        return [{"type": "code", "seconds": CODE_S}], [ShowCode(code, self.origin)]

    def _confirm(self, code: object, now_s: float) -> Outcome:
        if not isinstance(code, str) or len(code) > 32:
            return _refused("not_understood")
        result = self.pairing.confirm(self, "".join(code.split()), now_s=now_s)
        if result == "wrong":
            return _refused("wrong")
        if result == "expired":
            return _refused("expired")[0], [HideCode()]
        self.paired = True
        return [{"type": "paired", "key": self.keys.add(self.origin)}], [HideCode()]

    def _carry(self, kind: str, said: Mapping[str, object]) -> Outcome:
        if kind == "join":
            invite, muted = said.get("invite"), said.get("muted") is True
            if not isinstance(invite, str) or not self._ours(invite):
                return _refused("not_understood")
            self.joined = True
            return [], [Join(invite, muted)]
        if not self.joined:
            return _refused("not_joined")
        if kind == "go":
            return [], [Go(_instant(said.get("at")))]
        if kind == "mute":
            return [], [Mute(said.get("muted") is True)]
        self.joined = False
        return [], [Leave(_instant(said.get("at")))]

    def _ours(self, invite: str) -> bool:
        """An invite of the very server whose page hands it over."""
        try:
            return parse(invite).origin == self.origin
        except InviteError:
            return False


def _instant(at_ms: object) -> float | None:
    """When, as the page says; anything but a time is now."""
    if isinstance(at_ms, bool) or not isinstance(at_ms, int | float) or not math.isfinite(at_ms):
        return None
    return float(at_ms)


def _refused(why: str) -> Outcome:
    return [{"type": "refused", "why": why}], []
