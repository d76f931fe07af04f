"""Watches every stored revision and everything that is heard, and says what may never be."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection

from signaling.messages import Bye, ChatLine, Error, ServerMessage, Welcome
from signaling.ports import StoredRoom
from signaling.room import Room
from signaling.waiting_messages import Door


class BrokenPromiseError(AssertionError):
    """A promise was broken; the message says which."""


def check(holds: bool, promise: str) -> None:
    """Raise `BrokenPromiseError` unless it holds."""
    if not holds:
        raise BrokenPromiseError(promise)


class Judge:
    """Holds a simulated lesson to its promises.

    Attributes
    ----------
    log : list[str]
        Every line of the chat in the order it was stored.
    allowed : set[str]
        Who may be in the lesson: the teacher, and whom the teacher has asked to let in.
    takes : int
        How many were recorded.

    Parameters
    ----------
    covers : Callable[[Collection[str]], bool]
        Whether all of these have permitted to be recorded.
    """

    def __init__(self, teacher: str, covers: Callable[[Collection[str]], bool]) -> None:
        self._covers = covers
        self.log: list[str] = []
        self.allowed = {teacher}
        self.revision = 0
        self.takes = 0
        self._trace = hashlib.sha256()
        self._seen = 0
        self._asked: list[str] = []
        self._broken: BrokenPromiseError | None = None

    def confirm(self) -> None:
        """Raise what was seen broken first; where it was seen, a server that survives errors caught it."""
        if self._broken is not None:
            raise self._broken

    def _check(self, holds: bool, promise: str) -> None:
        try:
            check(holds, promise)
        except BrokenPromiseError as error:
            self._broken = self._broken or error
            raise

    @property
    def trace(self) -> str:
        """A digest of all that was stored and heard, in order."""
        return self._trace.hexdigest()

    def stored(self, stored: StoredRoom) -> None:
        """A revision has come to be."""
        self._trace.update(stored.state.encode())
        self._check(stored.revision == self.revision + 1, "revisions follow each other")
        self.revision = stored.revision
        state = Room.from_json(stored.state).state
        holders = [e.link for e in state.endpoints.values() if e.link is not None]
        self._check(len(holders) == len(set(holders)), "a transport holds one endpoint")
        inside = {e.participant for e in state.endpoints.values() if e.admitted}
        self._check(inside <= self.allowed, "nobody is in the lesson unadmitted")
        ends = {end for c in state.connections.values() for end in (c.a, c.b)}
        self._check(
            all(state.endpoints[end].admitted for end in ends), "only those in the lesson are connected"
        )
        tape = state.tape
        self.takes = max(self.takes, len(tape.takes))
        self._check(
            tape.take is None or self._covers(tape.asked), "nobody is recorded who has not permitted it"
        )
        self._asked = tape.asked if tape.take is not None else []
        new = state.chat[len(state.chat) - (state.chat_count - self._seen) :]
        self._seen = state.chat_count
        self.log += [line.text for line in new]

    def heard(self, who: str, message: ServerMessage) -> None:
        """Somebody was told something."""
        self._trace.update(f"{who} {message.model_dump_json()}".encode())
        if who not in self.allowed:
            self._check(
                isinstance(message, Welcome | Bye | Error | Door),
                f"one who waits is told nothing but of the door ({message.type})",
            )

    def recorded(self) -> None:
        """At the end, when all has been quiet for longer than a node may take to hear of it."""
        check(self._covers(self._asked), "a take ends with a permission")

    def lines(self, heard: list[ServerMessage], sent: list[str], *, resumed: bool) -> None:
        """One person's ears and mouth at the end, when all is quiet."""
        lines = [message.text for message in heard if isinstance(message, ChatLine)]
        check(resumed, "nobody who was away for less than a minute has to begin anew")
        check(lines == self.log[len(self.log) - len(lines) :], "every line is heard once and in order")
        own = set(sent)
        check([line for line in self.log if line in own] == sent, "what was sent stands there once, in order")

    def note(self, what: object) -> None:
        """Add something that happened to the trace."""
        self._trace.update(json.dumps(what).encode())
