"""When the other's keys sound here: each once, in order, a fixed delay after the key; none left hanging."""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping
from dataclasses import dataclass

from dsp.midi.events import holds, release_of, taken
from dsp.midi.sending import MOST_EVENTS, MOST_HELD
from dsp.midi.waiting import FixedDelay

__all__ = ["KeyLine", "Sounded"]

QUIET_S = 1.0
"""Nothing heard of the keyboard's end for so long, and everything is let go."""
_STRANGE_S = 5.0
_MOST_LATE_S = 0.25
_FRESH_S = 0.005
_SEEN = 64
_VERSION = 1


@dataclass(frozen=True, slots=True, order=True)
class Sounded:
    """One event and when it is due, lesson time."""

    due_s: float
    number: int
    event: bytes


class KeyLine:
    """The hearing end's law for one far keyboard (ADR 21).

    Attributes
    ----------
    waiting : FixedDelay
        ``waiting.delay_s`` is what the person is told.
    received, repeated, missed, late, dropped, malformed, released : int
        Events that came for the first time, came again, never came, came after their turn, came too late to
        be played, were of the wrong kind (or whole messages), and keys let go because nobody else did.

    Notes
    -----
    Time is an argument: ``at_s``, lesson time. Realtime-safe: no. Thread-safe: no.
    """

    def __init__(self) -> None:
        self.waiting = FixedDelay()
        self.received = self.repeated = self.late = self.dropped = self.malformed = self.released = 0
        self._session: int | None = None
        self._said_s = -math.inf
        self._heard_s = -math.inf
        self._newest: int | None = None
        self._first = 0
        self._seen: set[int] = set()
        self._queue: list[Sounded] = []
        self._freed: list[Sounded] = []
        self._state: dict[int, tuple[int, bool]] = {}
        self._sounding: dict[int, int] = {}
        self._played: dict[tuple[int, ...], int] = {}

    @property
    def missed(self) -> int:
        """Events that never came, as far as numbers tell."""
        return 0 if self._newest is None else max(0, self._newest - self._first - self.received)

    @property
    def sounding(self) -> frozenset[int]:
        """Keys and pedals that are down here."""
        return frozenset(self._sounding)

    def alive(self, *, at_s: float) -> bool:
        """Whether a far keyboard is there."""
        return abs(at_s - self._heard_s) <= QUIET_S

    def receive(self, message: Mapping[str, object], *, at_s: float) -> bool:
        """Take in one message of the other end; False, and counted, when it is malformed."""
        read = _read(message)
        if read is None or abs(read.said_s - at_s) > _STRANGE_S:
            self.malformed += 1
            return False
        if read.session != self._session:
            if read.said_s < self._said_s:
                return True  # of a sender that has since begun anew
            self._begin(read, at_s)
        self._said_s, self._heard_s = max(self._said_s, read.said_s), at_s
        # The path first: it must be known before the first key.
        self.waiting.measured(at_s - read.said_s, at_s=at_s)
        for offset, event in enumerate(read.events):
            self._take(read.newest - len(read.events) + 1 + offset, event, at_s)
        self._let_go(read)
        return True

    def due(self, *, at_s: float, ahead_s: float = 0.0) -> list[Sounded]:
        """What is to be played by ``at_s + ahead_s``, in order; each is handed out once."""
        if not self.alive(at_s=at_s):
            return self.release(at_s=at_s)
        played, self._freed = self._freed, []
        while self._queue and self._queue[0].due_s <= at_s + ahead_s:
            one = heapq.heappop(self._queue)
            if self._note(one):
                played.append(one)
        return played

    def next_s(self) -> float | None:
        """Lesson time at which there is something to do next; None: nothing before a message comes."""
        times = [self._freed[0].due_s] if self._freed else []
        times += [self._queue[0].due_s] if self._queue else []
        if self._sounding or self._queue:
            times.append(self._heard_s + QUIET_S)
        return min(times, default=None)

    def release(self, *, at_s: float) -> list[Sounded]:
        """Let go of everything at once; what was still to come is forgotten."""
        self._queue.clear()
        self._state.clear()
        freed = [Sounded(at_s, 0, release_of(code)) for code in sorted(self._sounding)]
        self.released += len(freed)
        self._sounding.clear()
        freed, self._freed = [*self._freed, *freed], []
        return freed

    # -- inside --------------------------------------------------------------------------------------

    def _begin(self, read: _Message, at_s: float) -> None:
        """Another sender: what the one before held down is let go, and its turn is over."""
        self._freed = self.release(at_s=at_s)
        self._session, self._newest, self._seen = read.session, None, set()
        # Who comes in the middle of a piece does not play what was over before.
        fresh = sum(pressed_s > read.said_s - _FRESH_S for pressed_s, _ in read.events)
        self._first, self.received = read.newest - fresh, 0
        self._played.clear()

    def _take(self, number: int, event: tuple[float, bytes], at_s: float) -> None:
        newest = number if self._newest is None else max(number, self._newest)
        if number in self._seen or number <= newest - _SEEN or number <= self._first:
            self.repeated += 1
            return
        self._newest = newest
        self._seen.add(number)
        if len(self._seen) > 2 * _SEEN:
            self._seen = {one for one in self._seen if one > newest - _SEEN}
        self.received += 1
        pressed_s, data = event
        if not taken(data) or abs(pressed_s - at_s) > _STRANGE_S:
            self.malformed += 1
            return
        transit_s = at_s - pressed_s
        due_s, late_s = pressed_s + self.waiting.delay_s, transit_s - self.waiting.delay_s
        self.waiting.needed(transit_s, at_s=at_s)
        held = holds(data)
        if late_s > 0:
            self.late += 1
            if late_s > _MOST_LATE_S and held is not None and held[1]:
                self.dropped += 1  # a key in the wrong place is worse than one that is missing
                return
        if held is not None:
            code, down = held
            if self._state.get(code, (0, False))[0] < number:
                self._state[code] = (number, down)
        heapq.heappush(self._queue, Sounded(due_s, number, data))

    def _let_go(self, read: _Message) -> None:
        """What we hold, and the other end no longer does: its release was lost."""
        for code, (number, down) in list(self._state.items()):
            if down and number <= read.newest and code not in read.held:
                self._state[code] = (read.newest, False)
                self.released += 1
                due_s = read.said_s + self.waiting.delay_s
                heapq.heappush(self._queue, Sounded(due_s, read.newest, release_of(code)))

    def _note(self, one: Sounded) -> bool:
        """Keep account of what sounds; False for what was overtaken by a later word on the same key."""
        held = holds(one.event)
        address = _address(one.event) if held is None else held[:1]
        if one.number and one.number < self._played.get(address, 0):
            self.dropped += 1
            return False
        self._played[address] = one.number
        if held is not None:
            code, down = held
            if down:
                self._sounding[code] = one.number
            else:
                self._sounding.pop(code, None)
        return True


def _address(event: bytes) -> tuple[int, ...]:
    """What of an instrument an event that holds nothing is about."""
    return tuple(event[:2]) if event[0] & 0xF0 in (0xA0, 0xB0) else (event[0], 128)


@dataclass(frozen=True, slots=True)
class _Message:
    session: int
    newest: int
    said_s: float
    held: frozenset[int]
    events: list[tuple[float, bytes]]


def _read(message: Mapping[str, object]) -> _Message | None:
    """A message whose every field is of its kind, or None."""
    session, newest, said_s = _count(message.get("s")), _count(message.get("n")), _seconds(message.get("at"))
    held, events = _items(message.get("held"), MOST_HELD), _items(message.get("events"), MOST_EVENTS)
    if message.get("v") != _VERSION or session is None or newest is None or said_s is None:
        return None
    if held is None or events is None or len(events) > newest:
        return None
    codes = [code for one in held if (code := _count(one, 4096)) is not None]
    read = [event for one in events if (event := _event(one)) is not None]
    if len(codes) < len(held) or len(read) < len(events):
        return None
    return _Message(session, newest, said_s, frozenset(codes), read)


def _event(value: object) -> tuple[float, bytes] | None:
    items = _items(value, 4)
    if items is None or len(items) < 3:
        return None
    at_s = _seconds(items[0])
    data = [byte for one in items[1:] if (byte := _count(one, 256)) is not None]
    return None if at_s is None or len(data) < len(items) - 1 else (at_s, bytes(data))


def _items(value: object, most: int) -> list[object] | None:
    return value if isinstance(value, list) and len(value) <= most else None


def _count(value: object, below: int = 2**53) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < below else None


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e11 else None  # what is no number is not below either
