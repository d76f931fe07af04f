"""One endpoint's stay in a lesson: device, room and connections, from start to report."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from client.native.beat import BEAT_S
from client.native.course_eye import CourseEye
from client.native.course_teller import CourseTeller, tell_course
from client.native.devices import EnduringDevice
from client.native.doubt import Doubt, address_towards
from client.native.ending import judge
from client.native.engine import Engine
from client.native.errors import ClientError, InviteError, ServerError
from client.native.gallery import Gallery
from client.native.lesson import Lesson
from client.native.lesson_time import LessonTime
from client.native.middlebox import inspection_sentence, proxy_sentence, shown_certificate
from client.native.midi.keyboard import Keyboard
from client.native.minding import DeviceMinder
from client.native.options import SessionOptions
from client.native.realtime import prepared_process, sweep
from client.native.status import SessionReport, Status
from client.native.stepping import Stepping
from client.native.surroundings import Surroundings
from client.native.track_fetch import fetch_sound
from client.native.trainer import ModelMaker
from client.native.wav import WavRecorder
from dsp.profiles import ProfileName, profile
from rtc.datagrams import DatagramFilter
from rtc.video import VideoSource
from signaling.client import RoomClient
from signaling.connection import Connector
from signaling.dialling import PinMismatch, ServerNotTrusted
from signaling.invite import InviteError as NotAnInvite
from signaling.invite import parse
from signaling.messages import (
    Bye,
    ClientMessage,
    ErrorCode,
    Levels,
    Media,
    Role,
    SetMedia,
    SetProfile,
)

__all__ = ["Session", "SessionOptions", "run_session"]

log = logging.getLogger(__name__)

_PICTURE_EVERY_TICKS = 4


class Session:
    """A session that can be steered while it runs.

    Parameters
    ----------
    options : SessionOptions
    on_status : Callable[[Status], None]
        Called four times a second.
    datagram_filter : DatagramFilter or None
        Weather for benchmarks, see `rtc.Peer`.
    connect : Connector or None
        How to reach the room, if not by the invite's WebSocket.

    Raises
    ------
    InviteError
        The invite is no invite.
    DeviceError, ClientError
        A device or file cannot be opened.
    ValueError
        A spec, profile or number cannot be understood.

    Notes
    -----
    One event loop; not thread-safe. Make one, `run` it once.
    """

    def __init__(
        self,
        options: SessionOptions,
        *,
        on_status: Callable[[Status], None] = lambda _: None,
        datagram_filter: DatagramFilter | None = None,
        connect: Connector | None = None,
    ) -> None:
        try:
            invite = parse(options.invite)
        except NotAnInvite as error:
            why = str(error).rstrip(".?!")
            raise InviteError(f"That is no invite: {why}. Copy the whole address.") from error
        self._options, self._on_status = options, on_status
        self._origin, self._host = invite.origin, urlsplit(invite.origin).netloc
        chosen = profile(options.profile or ProfileName.BALANCED)
        video = None if options.video is None else VideoSource(options.video)
        self._device = EnduringDevice(options.open())
        self._recorder = (
            None
            if options.record is None
            else WavRecorder(
                options.record, channels=self._device.output_channels, sample_format=options.record_format
            )
        )
        self.engine = Engine(self._device, chosen, recorder=self._recorder)
        wants_picture = options.picture or options.save_picture is not None
        media = Media(audio=True, video=video is not None or wants_picture)
        self._room = RoomClient(
            invite, kind=options.kind, media=media, connect=connect, on_state=self._online
        )
        self._models = ModelMaker()
        lesson_time = LessonTime()
        self._keyboard = Keyboard(lesson_time.clock, options.midi_in, options.midi_out)
        around = Surroundings(
            engine=self.engine,
            say=self.say,
            sends=True,
            silence_s=1.5,
            stepping=Stepping(self.engine),
            loopback=options.loopback,
            datagram_filter=datagram_filter,
            models=self._models,
            video_out=video,
            wants_picture=wants_picture,
            time=lesson_time,
            keyboard=self._keyboard,
            fetch=partial(fetch_sound, invite),
            trip_measured=lambda: (trip := self._device.round_trip) is not None and trip[1],
        )
        self.lesson = Lesson(
            around, say=self.say, now=time.monotonic, admits=options.admit, invite=options.invite
        )
        host = urlsplit(invite.origin).hostname or ""
        self._doubt = Doubt(lambda: address_towards(host))
        self._started_s = time.monotonic()
        self._room_state, self._outages = "connecting", 0
        self._unreachable = asyncio.Event()
        self._profile_set = False
        # Where the room is reached otherwise, there is no server to tell.
        tell = None if connect is not None else partial(tell_course, invite)
        self._course = CourseTeller(tell, now=time.monotonic)
        self._eye = CourseEye(self.lesson, self.engine)
        self._minder = DeviceMinder(self._device, lambda: self._on_status(self.status()))
        self._gallery = Gallery(options.save_picture)
        self._ended = "You have left the lesson."
        self._left_by_room: ErrorCode | None = None

    def admit(self) -> None:
        """Let in whoever waits."""
        for knock in self.lesson.knocks:
            self.lesson.admit(knock.participant)

    def refuse(self) -> None:
        """Not now, to whoever waits."""
        for knock in self.lesson.knocks:
            self.lesson.refuse(knock.participant)

    def toggle_mute(self) -> None:
        self.engine.muted = not self.engine.muted
        self.say(SetMedia(microphone=not self.engine.muted, camera=self._options.video is not None))

    def next_device(self) -> None:
        """The next sound card; what came of it is said in a notice."""
        self._turning = asyncio.create_task(self._next_device())

    async def _next_device(self) -> None:
        self.lesson.note(await self._minder.next())

    def next_profile(self) -> None:
        """The next of the four, for both ends; only a teacher may."""
        names = list(ProfileName)
        self.set_profile(names[(names.index(self.engine.profile.name) + 1) % len(names)].value)

    def set_profile(self, name: str) -> None:
        """A profile for both ends; only a teacher's wish reaches the room."""
        if self.role is Role.TEACHER:
            self.say(SetProfile.model_validate({"profile": name}))

    @property
    def role(self) -> Role | None:
        """Who we are; None before the room has said so."""
        return None if self.lesson.welcome is None else self.lesson.welcome.role

    def rgb(self) -> NDArray[np.uint8] | None:
        """The newest far picture, ``(height, width, 3)``; that of somebody who has left stays."""
        return self._gallery.rgb()

    # -- running -------------------------------------------------------------------------------------

    async def run(self, stop: asyncio.Event) -> SessionReport:
        """Stay until ``stop`` is set, the time is over, or the room ends it.

        Raises
        ------
        DeviceError
            The sound device refuses.
        InviteError
            The room does not know the invite (any more).
        ServerError
            The server cannot be reached, or shows another certificate.
        RoomError
            The teacher has refused, the lesson is full.
        """
        with prepared_process(), self._models:
            try:
                self.engine.start()
                self._room.start()
                await self._stay(stop)
                await self._gallery.save()
                report = self._report()
            finally:
                await self._end()
        judge(self._left_by_room, self._ended)
        return report

    async def _end(self) -> None:
        await self._room.leave(within_s=1.0 if self._room_state == "online" else 0.0)
        await self._course.close()
        await self.lesson.close()
        self.engine.stop()
        if self._recorder is not None:
            self._recorder.close()

    async def _stay(self, stop: asyncio.Event) -> None:
        """Wait for the first thing that ends the session."""
        waits = [
            asyncio.create_task(self._follow(), name="follow"),
            asyncio.create_task(self._tick(), name="tick"),
            asyncio.create_task(self._minder.run(), name="device"),
            asyncio.create_task(self._keyboard.run(), name="keyboard"),
            asyncio.create_task(stop.wait(), name="stop"),
            asyncio.create_task(self._unreachable.wait(), name="unreachable"),
        ]
        try:
            done, _ = await asyncio.wait(
                waits, timeout=self._options.seconds, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                task.result()
            if self._unreachable.is_set():
                proxy = await asyncio.to_thread(proxy_sentence, self._origin)
                why = proxy or "Is the server running, and the network up?"
                raise ServerError(f"{self._host} cannot be reached. {why}")
        except PinMismatch as error:
            raise ServerError(
                await self._mistrust(
                    f"{self._host} shows another certificate than the invite says. Ask for a new invite;"
                    " do not join if nobody has changed the server."
                )
            ) from error
        except ServerNotTrusted as error:
            raise ServerError(
                await self._mistrust(
                    f"{self._host} has a certificate this machine does not trust. Ask for an invite that"
                    " carries its fingerprint (&fp=)."
                )
            ) from error
        finally:
            for task in waits:
                task.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    async def _mistrust(self, otherwise: str) -> str:
        """Whoever opens this network's TLS is named; else the sentence one has for a changed server."""
        shown = await asyncio.to_thread(shown_certificate, self._origin)
        return inspection_sentence(self._host, shown) or otherwise

    async def _follow(self) -> None:
        async for message in self._room:
            self.lesson.take(message)
            if not self._profile_set and self.role is not None:
                self._profile_set = True
                self._wish_profile()
            if isinstance(message, Bye) and not message.retry:
                self._ended, self._left_by_room = message.text, message.code
                return

    def _wish_profile(self) -> None:
        """``--profile``, once the room has said who we are."""
        if self._options.profile is None:
            return
        if self.role is not Role.TEACHER:
            self.lesson.note("Only the teacher chooses the profile; yours was left aside.")
        self.set_profile(self._options.profile)

    async def _tick(self) -> None:
        ticks = 0
        next_s = time.monotonic()
        while True:
            self.lesson.tick()
            self._mind_path()
            self._keyboard.tell(self.lesson.note)
            microphone = self.engine.microphone
            self.say(Levels(peak_dbfs=min(6.0, microphone.peak_dbfs), clipped=microphone.clipped))
            self._gallery.look(one.sight for one in self.lesson.connections.values())
            self._on_status(self.status())
            if ticks % _PICTURE_EVERY_TICKS == 0:
                await self._gallery.save()
                online, away = self._room_state == "online", bool(self._minder.away)
                self._course.look(self._eye.look(online=online, device_away=away))
            sweep(ticks)
            ticks += 1
            next_s = max(next_s + BEAT_S, time.monotonic() - BEAT_S)
            await asyncio.sleep(next_s - time.monotonic())

    def _mind_path(self) -> None:
        """Reach for the server anew when the network seems to have gone, or to have become another."""
        connections = self.lesson.connections
        silent = {name for name, one in connections.items() if one.state == "silent"}
        if not self._doubt.arises(silent, now_s=time.monotonic()):
            return
        self._room.hurry(whatever=self._doubt.moved)
        if self._doubt.moved:
            self.lesson.note("This machine's network has changed. The sound comes back over the new one.")
            for one in connections.values():
                one.abandon()

    def say(self, message: ClientMessage) -> None:
        """Send to the room."""
        self._room.send(message)

    def _online(self, state: str) -> None:
        before, self._room_state = self._room_state, state
        self.lesson.recorder.online(state == "online")
        if state == "offline" and self._room.welcome is None:
            self._unreachable.set()
        elif state == "offline" and before == "online":
            self._outages += 1

    # -- what it can say about itself ----------------------------------------------------------------

    def status(self) -> Status:
        welcome, engine = self.lesson.welcome, self.engine
        far = tuple(connection.status() for connection in self.lesson.connections.values())
        trip = self._device.round_trip
        phase, text = self.lesson.phase(self._host, online=self._room_state == "online")
        return Status(
            phase=phase,
            text=text,
            notice=self.lesson.notice,
            recording=self.lesson.recorder.sign,
            name="" if welcome is None else welcome.name,
            role="" if welcome is None else welcome.role.value,
            teacher="" if welcome is None else welcome.lesson.teacher,
            profile=engine.profile.name.value,
            device=self._device.name,
            muted=engine.muted,
            elapsed_s=time.monotonic() - self._started_s,
            peak_dbfs=engine.microphone.peak_dbfs,
            rms_dbfs=engine.microphone.rms_dbfs,
            clipped=engine.microphone.clipped,
            output_peak_dbfs=engine.output.peak_dbfs,
            far=far,
            knocks=self.lesson.knocks if self.role is Role.TEACHER else (),
            engine=engine.stats(),
            device_away=self._minder.away,
            round_trip_ms=None if trip is None else trip[0] * 1e3,
            round_trip_measured=trip is not None and trip[1],
        )

    def _report(self) -> SessionReport:
        welcome = self.lesson.welcome
        return SessionReport(
            name="" if welcome is None else welcome.name,
            role="" if welcome is None else welcome.role.value,
            device=self._device.name,
            profile=self.engine.profile.name.value,
            seconds=time.monotonic() - self._started_s,
            ended=self._ended,
            far=self.lesson.reports(),
            engine=self.engine.stats(),
            recorded_dropped_frames=0 if self._recorder is None else self._recorder.dropped_frames,
            server_outages=self._outages,
        )


async def run_session(
    options: SessionOptions,
    *,
    on_status: Callable[[Status], None],
    stop: asyncio.Event,
    datagram_filter: DatagramFilter | None = None,
    connect: Connector | None = None,
) -> SessionReport:
    """Join a lesson and stay until ``stop``; see `Session` for the parameters and errors."""
    session = Session(options, on_status=on_status, datagram_filter=datagram_filter, connect=connect)
    with contextlib.suppress(asyncio.CancelledError):
        return await session.run(stop)
    raise ClientError("The session was broken off.")
