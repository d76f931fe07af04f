"""A keyboard at this end and the others' played here; each only where a port was named (ADR 21)."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping, Sequence

from client.native.lesson_time import Leader
from client.native.midi.player import KeyPlayer
from client.native.midi.ports import KeyInput, open_input, open_output
from dsp.lesson_clock import LessonClock
from dsp.midi.events import MidiReader
from dsp.midi.playing import KeyLine, Sounded
from dsp.midi.sending import KeySender

__all__ = ["Keyboard"]

Say = Callable[[Mapping[str, object]], None]
_TURN_S = 0.01
_AHEAD_S = 0.03
"""Handed to the playing thread so long before its time: longer than a turn that comes late."""


class Keyboard:
    """Sends what is pressed to every connection, and plays what comes.

    Parameters
    ----------
    clock : LessonClock
    keys, sounds : str or None
        The port to listen to and the one to play to, by number or a part of the name; None: not at all.
    open_keys, open_sounds : callable
        How ports are opened.

    Raises
    ------
    DeviceError
        A port cannot be opened; the message is for a person.

    Notes
    -----
    One event loop; `pressed` may be called from any thread.
    """

    def __init__(
        self,
        clock: LessonClock,
        keys: str | None,
        sounds: str | None,
        *,
        open_keys: Callable[[str, Callable[[Sequence[int], float], None]], KeyInput] = open_input,
        open_sounds: Callable[[str], KeyPlayer] = lambda name: KeyPlayer(open_output(name)),
    ) -> None:
        self._clock = clock
        self._loop: asyncio.AbstractEventLoop | None = None
        self._reader = MidiReader()
        self._sender = None if keys is None else KeySender(secrets.randbits(31))
        self._lines: dict[Leader, KeyLine] = {}
        self._ways: list[Say] = []
        self._told_ms: float | None = None
        self._input = None if keys is None else open_keys(keys, self.pressed)
        self._player = None if sounds is None else open_sounds(sounds)

    @property
    def delay_ms(self) -> float | None:
        """From a far key to its sound here; None where no keyboard is there or nothing is played."""
        at_s = self._lesson_s()
        alive = [line.waiting.delay_s for line in self._lines.values() if line.alive(at_s=at_s)]
        return max(alive) * 1e3 if alive and self._player is not None else None

    def tell(self, note: Callable[[str], None]) -> None:
        """Tell the person of a delay that is new; to be called a few times a second."""
        delay_ms = self.delay_ms
        if delay_ms != self._told_ms and delay_ms is not None:
            note(f"The other's keys sound here {delay_ms:.0f} ms after they are pressed.")
        self._told_ms = delay_ms

    def join(self, say: Say) -> None:
        """Say what is pressed over this connection too."""
        self._ways.append(say)

    def leave(self, say: Say) -> None:
        if say in self._ways:
            self._ways.remove(say)

    def pressed(self, message: Sequence[int], pressed_s: float) -> None:
        """Bytes of the keyboard, and when they came, monotonic."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._pressed, bytes(message), pressed_s)

    def take(self, far: Leader, message: Mapping[str, object], *, arrival_s: float) -> None:
        """A message of a far keyboard."""
        if self._clock.known and self._player is not None:
            line = self._lines.setdefault(far, KeyLine())
            line.receive(message, at_s=self._clock.to_lesson(arrival_s))
            self._hear()

    async def run(self) -> None:
        """Say and play until it is cancelled; then let go of what is down and close the ports."""
        self._loop = asyncio.get_running_loop()
        try:
            while True:
                self._say()
                self._hear()
                await asyncio.sleep(_TURN_S if self._sender or self._lines else 1.0)
        finally:
            self._end()

    def _end(self) -> None:
        now_s = time.monotonic()
        if self._input is not None:
            self._input.close()
        if self._sender is not None:
            self._sender.release(at_s=self._lesson_s(), now_s=now_s)
            self._say()
        if self._player is not None:
            for line in self._lines.values():
                self._play(line.release(at_s=self._lesson_s()))
            self._player.close()

    def _lesson_s(self) -> float:
        return self._clock.to_lesson(time.monotonic())

    def _pressed(self, message: bytes, pressed_s: float) -> None:
        if self._sender is None or not self._clock.known:
            return
        for event in self._reader.feed(message):
            self._sender.play(event, at_s=self._clock.to_lesson(pressed_s), now_s=time.monotonic())
        self._say()

    def _say(self) -> None:
        now_s = time.monotonic()
        if self._sender is None or not self._clock.known or self._sender.pause_s(now_s=now_s) > 0:
            return
        message = self._sender.compose(at_s=self._clock.to_lesson(now_s), now_s=now_s)
        for say in self._ways:
            say(message)

    def _hear(self) -> None:
        at_s = self._lesson_s()
        for line in self._lines.values():
            self._play(line.due(at_s=at_s, ahead_s=_AHEAD_S))

    def _play(self, due: list[Sounded]) -> None:
        if self._player is not None:
            for one in due:
                self._player.play(one.event, self._clock.to_local(one.due_s))
