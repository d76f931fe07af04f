"""The lesson as this endpoint sees it: who is here, what the door says, and which connections stand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from client.native.backing import Backing, FarTrack
from client.native.connection import Connection
from client.native.door import waits
from client.native.lesson_time import Leader
from client.native.metronome import Metronome
from client.native.recording.recorder import Recorder
from client.native.recording.shelf import Shelf, default_shelf
from client.native.status import FarReport, Knock, Phase
from client.native.surroundings import Person, Surroundings
from client.native.totals import Totals
from dsp.profiles import profile
from rtc.flac import FlacEncoder
from signaling.messages import (
    Admission,
    Admit,
    Admitted,
    Candidate,
    ClientMessage,
    ConnectionClose,
    ConnectionMedia,
    ConnectionOpen,
    Description,
    EndpointKind,
    Error,
    ErrorCode,
    ParticipantView,
    ProfileChanged,
    Refuse,
    Role,
    Roster,
    ServerMessage,
    Welcome,
)
from signaling.recording_messages import Recording
from signaling.tools import Beats, Muted, NextLesson
from signaling.track_messages import Track

__all__ = ["Lesson"]

_NOTICE_S = 8.0


class Lesson:
    """Follows the room's messages.

    Parameters
    ----------
    around : Surroundings
        What connections share; what the room knows better (who we are, its servers) comes with its welcome.
    say : Callable[[ClientMessage], None]
        Sends to the room.
    now : Callable[[], float]
        Monotonic time.
    admits : bool
        Let in everyone who knocks (a teacher's endpoint only).
    invite : str
        The address by which what is recorded is uploaded.
    shelf : Shelf or None
        Where that lies until then; None: the user's own.

    Notes
    -----
    One event loop; not thread-safe.
    """

    def __init__(
        self,
        around: Surroundings,
        *,
        say: Callable[[ClientMessage], None],
        now: Callable[[], float],
        admits: bool = False,
        invite: str = "",
        shelf: Shelf | None = None,
    ) -> None:
        self._around, self._say, self._now, self._admits = around, say, now, admits
        self.welcome: Welcome | None = None
        self.admission = Admission.WAITING
        self.word = ""
        self.notice = ""
        self._notice_until_s = 0.0
        self.participants: dict[str, ParticipantView] = {}
        self.connections: dict[str, Connection] = {}
        self._replaced: dict[str, str | None] = {}
        self._totals: dict[str, Totals] = {}
        self._reports: dict[str, FarReport] = {}
        self._admitted: set[tuple[str, tuple[str, ...]]] = set()
        self._closing: set[asyncio.Task[None]] = set()
        self._metronome = Metronome(around.time.clock, around.engine.clicks)
        self.backing = Backing(
            around.time.clock,
            around.engine.track,
            around.fetch,
            say=say,
            note=self.note,
            channels=around.engine.device.output_channels,
        )
        self._invite = invite
        self.recorder = Recorder(
            around.engine,
            around.time.clock,
            shelf or default_shelf(),
            make_encoder=FlacEncoder,
            say=self.note,
            send=say,
        )

    def take(self, message: ServerMessage) -> None:
        """Any message of the room."""
        self._record(message)
        match message:
            case Beats() | Track() | NextLesson():
                self._play(message)
            case Welcome():
                self._welcomed(message)
            case Admitted():
                self.admission, self.word = message.state, message.word
            case Roster():
                self.participants = {one.id: one for one in message.participants}
                self._let_in()
            case ConnectionOpen():
                self._open(message)
            case ConnectionMedia() if message.connection in self.connections:
                self.connections[message.connection].set_media(message.media)
            case ConnectionClose():
                self._close(message.connection)
            case Description() | Candidate() if message.connection in self.connections:
                self.connections[message.connection].take(message)
            case Muted() if message.microphone:
                self._around.engine.muted = True
                self.note("Your teacher has switched your microphone off. Only you can switch it on again.")
            case ProfileChanged():
                self._use_profile(message.profile)
            case Error() if message.code is not ErrorCode.NO_SUCH_CONNECTION:
                self.note(message.text)
            case _:
                pass

    def _play(self, message: Beats | Track | NextLesson) -> None:
        """What the click and the track do from now on; nothing in the next child's lesson."""
        if isinstance(message, Track):
            self.backing.take(message)
            return
        self._metronome.take(message if isinstance(message, Beats) else Beats(), now_s=self._now())
        if isinstance(message, NextLesson):
            self.backing.forget()

    def _record(self, message: ServerMessage) -> None:
        if isinstance(message, Recording) and self.welcome is not None:
            me, lesson = self.welcome.participant, self.welcome.lesson.id
            self.recorder.take(message, me=me, invite=self._invite, lesson=lesson)

    def mark(self) -> None:
        """This moment, for a clip."""
        self.recorder.mark(now_s=self._now())

    def note(self, text: str) -> None:
        """Show a sentence for a while."""
        self.notice, self._notice_until_s = text, self._now() + _NOTICE_S

    def _welcomed(self, welcome: Welcome) -> None:
        if not welcome.resumed:  # the room has forgotten us (or this is the first time): all is new
            for connection in list(self.connections):
                self._close(connection)
            self._metronome.take(Beats(), now_s=self._now())
            self.backing.forget()
            self.recorder.forget()
        self.welcome, self.admission = welcome, welcome.admission
        self._around = replace(
            self._around,
            sends=welcome.role is not Role.OBSERVER,
            silence_s=welcome.silence_ms / 1000,
        )
        self._use_profile(welcome.profile)

    def _use_profile(self, name: str) -> None:
        chosen = profile(name)
        self._around.stepping.use(chosen)
        for connection in self.connections.values():
            connection.set_profile(chosen)

    def _open(self, opened: ConnectionOpen) -> None:
        view = self.participants.get(opened.participant)
        person = Person(
            opened.participant,
            "the other end" if view is None else view.name,
            Role.PUPIL if view is None else view.role,
        )
        totals = self._totals.setdefault(opened.participant, Totals())
        totals.connections += 1
        self._replaced[opened.connection] = opened.replaces
        self.connections[opened.connection] = Connection(
            opened, person, self._around, totals.delays, now_s=self._now()
        )

    def _close(self, name: str) -> None:
        connection = self.connections.pop(name, None)
        if connection is None:
            return
        self._keep(connection)
        self._choose_audible()
        task = asyncio.create_task(connection.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    # -- the door ------------------------------------------------------------------------------------

    @property
    def knocks(self) -> tuple[Knock, ...]:
        """Who waits to be let in, as far as we may know."""
        return tuple(
            Knock(one.id, one.name, one.role.value) for one in self.participants.values() if waits(one)
        )

    def admit(self, participant: str) -> None:
        self._say(Admit(participant=participant))

    def refuse(self, participant: str) -> None:
        self._say(Refuse(participant=participant))

    def _let_in(self) -> None:
        if not self._admits or self.welcome is None or self.welcome.role is not Role.TEACHER:
            return
        for one in self.participants.values():
            key = (one.id, tuple(sorted(end.id for end in one.endpoints if not end.admitted)))
            if waits(one) and key not in self._admitted:
                self._admitted.add(key)
                self.admit(one.id)

    # -- four times a second -------------------------------------------------------------------------

    def tick(self) -> None:
        """Let every connection beat; a replacement that carries sound takes over."""
        now_s = self._now()
        if now_s > self._notice_until_s:
            self.notice = ""
        self._around.awake.hears(now_s=now_s)
        measured = self._around.trip_measured()
        for connection in list(self.connections.values()):
            connection.book.track = self.backing.report(
                lookahead_s=connection.outgoing.lookahead_s, measured=measured
            )
            connection.tick(now_s=now_s)
        self._choose_audible()
        self._around.time.keep(self._me(), self.participants.values(), self.connections.values(), now_s=now_s)
        self.recorder.tick(now_s=now_s)
        audible = not self.has_page()
        self._metronome.lay(now_s=now_s, later_s=self._pupil_late_s(), audible=audible)
        far = [FarTrack(one.far, one.person.role, one.book.far_track) for one in self.connections.values()]
        self.backing.lay(self._role, far, now_s=now_s, audible=audible)

    @property
    def _role(self) -> Role | None:
        return None if self.welcome is None else self.welcome.role

    def toggle_track(self) -> None:
        """Stop the backing track, or start it and play to it oneself."""
        self.backing.toggle(self._role, now_s=self._now())

    def swap_lead(self) -> None:
        """The other one plays to the backing track from now on."""
        if self._role in (Role.TEACHER, Role.PUPIL):
            self.backing.swap()

    def has_page(self) -> bool:
        """Whether a page of the same person is here: then that one clicks."""
        mine = None if self.welcome is None else self.participants.get(self.welcome.participant)
        return mine is not None and any(
            end.kind is EndpointKind.PAGE and end.admitted for end in mine.endpoints
        )

    def _pupil_late_s(self) -> float:
        """How late a teacher hears the pupil, whom the click can follow; 0 for everybody else."""
        if self.welcome is None or self.welcome.role is not Role.TEACHER:
            return 0.0
        pupils = [
            one for one in self.connections.values() if one.person.role is Role.PUPIL and one.far.audible
        ]
        return next((one.late_s for one in pupils if one.late_s is not None), 0.0)

    def _me(self) -> Leader | None:
        """Who we are to lesson time: one person may be here with a page and a companion."""
        welcome = self.welcome
        if welcome is None or welcome.participant not in self.participants:
            return None
        ends = self.participants[welcome.participant].endpoints
        mine = next((end for end in ends if end.id == welcome.endpoint), None)
        return None if mine is None else Leader(welcome.participant, mine.kind)

    def _choose_audible(self) -> None:
        """What is replaced is heard until the new one carries sound, and nobody twice."""
        for connection in self.connections.values():
            older = self._ancestors(connection)
            if not older:
                connection.far.audible = True
            elif connection.carries:
                connection.far.audible = True
                for one in older:
                    one.far.audible = False

    def _ancestors(self, connection: Connection) -> list[Connection]:
        """Those that it replaces and that still stand, perhaps several in a row."""
        found, name = [], connection.replaces
        while name is not None:
            if name in self.connections:
                found.append(self.connections[name])
            name = self._replaced.get(name)
        return found

    def phase(self, host: str, *, online: bool) -> tuple[Phase, str]:
        """Where one stands, and a sentence on it."""
        welcome = self.welcome
        if welcome is None:
            return "connecting", f"Calling the lesson at {host} ..."
        if not online:
            return "away", "The server is away. What you hear goes on; calling it again by itself."
        if self.admission is not Admission.ADMITTED:
            word = f" {self.word}" if self.word else ""
            return "waiting", f"Waiting for {welcome.lesson.teacher} to let you in.{word}"
        names = sorted({one.person.name for one in self.connections.values()})
        if not names:
            return "lesson", "You are in the lesson. Nobody else is here yet."
        instrument = f", {welcome.lesson.instrument}" if welcome.lesson.instrument else ""
        return "lesson", f"In the lesson with {', '.join(names)}{instrument}."

    # -- the end -------------------------------------------------------------------------------------

    async def close(self) -> None:
        """Close every connection, and what is recorded."""
        self.recorder.close()
        for name in list(self.connections):
            self._close(name)
        await asyncio.gather(*self._closing, return_exceptions=True)

    def reports(self) -> tuple[FarReport, ...]:
        """What was heard of everybody, connections that stand included."""
        for connection in self.connections.values():
            self._keep(connection, running=True)
        return tuple(self._reports.values())

    def _keep(self, connection: Connection, *, running: bool = False) -> None:
        """Note what a connection has to tell; when it ends, its counts go into the totals."""
        person, status = connection.person, connection.status()
        totals = self._totals[person.participant].plus(connection.heard(), connection.sight.frames)
        if not running:
            self._totals[person.participant] = totals
        before = self._reports.get(person.participant)
        if before is not None and status.mouth_to_ear_ms is None:
            # The last connection may have been too short to know anything: then the one before says it.
            status = replace(
                status,
                bound_ms=before.bound_ms,
                there_and_back_ms=before.there_and_back_ms,
                playout_ms=before.playout_ms,
                rtt_ms=before.rtt_ms,
            )
        parts = status.parts
        ledger = None if before is None else before.ledger_ms
        if parts is not None:
            ledger = {
                "capture": parts.capture,
                "network": parts.network,
                "playout": parts.playout,
                "output": parts.output,
            }
        self._reports[person.participant] = FarReport(
            participant=person.participant,
            name=person.name,
            role=person.role.value,
            mouth_to_ear_ms={"p50": totals.delays.quantile(0.5), "p95": totals.delays.quantile(0.95)},
            bound_ms=status.bound_ms,
            there_and_back_ms=status.there_and_back_ms,
            ledger_ms=ledger,
            playout_ms=status.playout_ms,
            rtt_ms=status.rtt_ms,
            loss_pct=totals.loss_pct,
            concealed_pct=totals.concealed_pct,
            packets_received=totals.received,
            packets_lost=totals.lost,
            packets_late=totals.late,
            packets_recovered=totals.recovered,
            underruns=totals.underruns,
            drift_ppm=status.drift_ppm,
            connections=totals.connections,
            picture_frames=totals.picture_frames,
            picture_delay_ms=status.picture_delay_ms,
        )
