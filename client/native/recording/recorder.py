"""Does what the room says about recording: tapes this end's microphone exactly while it may."""

from __future__ import annotations

from collections.abc import Callable

from client.native.engine import Engine
from client.native.errors import ClientError
from client.native.recording.shelf import Shelf
from client.native.recording.tape import Encoder, Tape
from dsp.lesson_clock import LessonClock
from signaling.messages import ClientMessage
from signaling.recording_messages import PlaceMark, Reason, Recording, SetRecording, State

__all__ = ["Recorder"]

POINT_EVERY_S = 1.0
_WHY: dict[Reason, str] = {
    "never": "",
    "stopped": "{by} has stopped the recording.",
    "lacking": "Nothing is recorded: permission is missing{who}.",
    "withdrawn": "The recording has stopped: a permission has been withdrawn{who}.",
    "no_teacher": "The recording has stopped: no teacher is in the lesson.",
    "next_lesson": "The recording of the lesson before has ended.",
    "restart": "The recording has stopped: the server was started anew. The teacher can start it again.",
    "full": "This lesson has as many recordings as it can hold.",
}


class Recorder:
    """Follows the room.

    Parameters
    ----------
    engine : Engine
        Whose microphone it is.
    clock : LessonClock
    shelf : Shelf
    make_encoder : Callable[[int], Encoder]
        Given the number of channels.
    say : Callable[[str], None]
        Shows a sentence.
    send : Callable[[ClientMessage], None]
        Sends to the room.

    Attributes
    ----------
    sign : str
        What has to be seen all the while; empty: nothing is recorded here or elsewhere.

    Notes
    -----
    One event loop; not thread-safe. An end that the room cannot reach writes nothing.
    """

    def __init__(
        self,
        engine: Engine,
        clock: LessonClock,
        shelf: Shelf,
        *,
        make_encoder: Callable[[int], Encoder],
        say: Callable[[str], None],
        send: Callable[[ClientMessage], None],
    ) -> None:
        self._engine, self._clock, self._shelf = engine, clock, shelf
        self._make_encoder, self._say, self._send = make_encoder, say, send
        self._tape: Tape | None = None
        self._take: str | None = None
        self._place: tuple[str, str, str] | None = None
        self._epoch = 0
        self._next_point_s = 0.0
        self._state: State = "off"
        self.sign = ""

    def take(self, told: Recording, *, me: str, invite: str, lesson: str) -> None:
        """What the room says now."""
        running, self._state = told.state == "running", told.state
        if told.take != self._take:
            self._finish()
        self.sign = "● RECORDING, at both ends. Stop it: s" if running else ""
        if running and me in told.recorded and told.take is not None:
            if self._tape is None:
                self._begin(invite, lesson, told.take)
            self._engine.tape = self._tape
        if told.state == "off" and _WHY[told.reason]:
            names = ", ".join(each.name for each in told.lacking)
            self._say(_WHY[told.reason].format(by=told.by or "Somebody", who=f" ({names})" if names else ""))

    def online(self, online: bool) -> None:
        """Without the room nobody could stop this end; back, it waits for the room's word."""
        if not online:
            self._engine.tape = None

    def toggle(self) -> None:
        """Start (a teacher's wish alone counts) or stop."""
        self._send(SetRecording(running=self._state == "off"))

    def mark(self, *, now_s: float) -> None:
        """This moment, for a clip."""
        if self._state == "running":
            self._send(PlaceMark(at_s=self._clock.to_lesson(now_s)))

    def tick(self, *, now_s: float) -> None:
        """Stamp with lesson time, a few times a second; where that leaps, another tape begins."""
        if self._tape is not None and self._epoch != self._clock.epoch:
            self._begin_anew()
        tape = self._tape
        if tape is None:
            return
        if tape.problem:
            self._say(tape.problem)
            self._finish()
            return
        spot = tape.spot
        if spot is not None and now_s >= self._next_point_s and self._clock.known:
            self._next_point_s = now_s + POINT_EVERY_S
            tape.note(spot, self._clock.to_lesson(spot.at_s), self._clock.bound_at(spot.at_s))

    def forget(self) -> None:
        """The room begins anew with this end: what it said before does not hold."""
        self._state, self.sign = "off", ""
        self._finish()

    def close(self) -> None:
        """The lesson is over for this end."""
        self._finish()

    def _begin(self, invite: str, lesson: str, take: str) -> None:
        channels = min(2, self._engine.device.input_channels)
        try:
            held = self._shelf.place(invite, lesson, take)
            self._tape = Tape(held.folder, self._make_encoder(channels), channels=channels)
        except (OSError, ClientError) as error:
            self._say(f"This end cannot be recorded: {error}. The lesson goes on.")
            return
        self._take, self._place, self._epoch = take, (invite, lesson, take), self._clock.epoch
        self._next_point_s = 0.0

    def _begin_anew(self) -> None:
        """One tape has one line through its stamps; the server joins the tapes of a take."""
        fed, place = self._engine.tape is not None, self._place
        self._finish()
        if place is not None:
            self._begin(*place)
        if fed:
            self._engine.tape = self._tape

    def _finish(self) -> None:
        tape, self._tape, self._take = self._tape, None, None
        self._engine.tape = None
        if tape is not None:
            tape.close()
