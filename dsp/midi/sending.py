"""What a keyboard's end says: its events, again and again, and what is down."""

from __future__ import annotations

from collections import deque

from dsp.midi.events import holds, release_of

__all__ = ["MOST_EVENTS", "MOST_HELD", "MOST_MIDI_BYTES", "KeySender"]

_VERSION = 1
MOST_EVENTS = 32
MOST_HELD = 128
MOST_MIDI_BYTES = 2048
KEPT_S = 0.4
"""So long an event is said again with every later one."""
_AGAIN_S = (0.01, 0.025, 0.05, 0.1, 0.2)
"""After the last event, when it is said once more."""
_QUIET_PAUSE_S = 0.25
_QUICK_S, _QUICK_FOR_S = 0.05, 2.0


class KeySender:
    """Numbers a keyboard's events and composes the messages that carry them (ADR 21).

    Parameters
    ----------
    session : int
        Tells this sender from an earlier one of the same person; random, 31 bits.

    Notes
    -----
    Time is an argument: ``now_s`` monotonic, ``at_s`` lesson time. Realtime-safe: no. Thread-safe: no.
    """

    def __init__(self, session: int) -> None:
        self._session = session
        self._number = 0
        self._recent: deque[tuple[float, float, bytes]] = deque(maxlen=MOST_EVENTS)
        self._held: set[int] = set()
        self._last_at_s = -float("inf")
        self._began_s: float | None = None
        self._next_s = -float("inf")
        self._again: list[float] = []

    @property
    def held(self) -> frozenset[int]:
        """Keys and pedals that are down, as `dsp.midi.events.holds` numbers them."""
        return frozenset(self._held)

    def play(self, event: bytes, *, at_s: float, now_s: float) -> None:
        """Take one whole event that `dsp.midi.events.taken` lets through; a message is due at once."""
        held = holds(event)
        if held is not None:
            code, down = held
            (self._held.add if down else self._held.discard)(code)
        # Two stamps out of order would be played out of order.
        self._last_at_s = at_s = max(at_s, self._last_at_s) if at_s > self._last_at_s - 1.0 else at_s
        self._number += 1
        self._recent.append((now_s, at_s, event))
        self._next_s = now_s
        self._again = [now_s + later_s for later_s in _AGAIN_S]

    def release(self, *, at_s: float, now_s: float) -> None:
        """Let go of everything that is down: the keyboard was unplugged or switched off."""
        for code in sorted(self._held):
            self.play(release_of(code), at_s=at_s, now_s=now_s)

    def pause_s(self, *, now_s: float) -> float:
        """How long until there is something to say; 0: now."""
        return max(0.0, self._next_s - now_s)

    def compose(self, *, at_s: float, now_s: float) -> dict[str, object]:
        """Make the message that is due; ``at_s`` is lesson time now."""
        if self._began_s is None:
            self._began_s = now_s
        while self._recent and now_s - self._recent[0][0] > KEPT_S:
            self._recent.popleft()
        self._again = [one for one in self._again if one > now_s]
        quick = now_s - self._began_s < _QUICK_FOR_S
        self._next_s = min([now_s + (_QUICK_S if quick else _QUIET_PAUSE_S), *self._again])
        return {
            "v": _VERSION,
            "s": self._session,
            "n": self._number,
            "at": round(at_s, 6),
            "held": sorted(self._held)[:MOST_HELD],
            "events": [[round(event_s, 6), *event] for _, event_s, event in self._recent],
        }
