from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import numpy as np
import pytest

from client.native.errors import ClientError, DeviceError, InviteError, RoomError, ServerError
from client.native.options import SessionOptions
from client.native.session import Session, run_session
from client.native.status import SessionReport
from client.native.wav import WavWriter, read_wav
from rtc.datagrams import DatagramFilter, SendDatagram
from signaling.client import RoomClient
from signaling.connection import Connection, ConnectionLost, Connector
from signaling.dialling import PinMismatch, ServerNotTrusted
from signaling.invite import parse
from signaling.local import connector
from signaling.messages import Admit, EndpointKind, Media, Role
from signaling.service import LessonService
from signaling.tools import Mute
from tests.client.native.rooms import OneLesson, Watch, hears, invite, service
from tests.client.native.worlds import find, music

_BLOCK = 480  # two ends share one interpreter here: long blocks leave it room


def _options(name: str, role: Role, device: str, **more: object) -> SessionOptions:
    return SessionOptions(
        invite=invite(name, role),
        device=device,
        block_frames=_BLOCK,
        loopback=True,
        **more,  # type: ignore[arg-type]
    )


class Running:
    """A session under way."""

    def __init__(
        self, options: SessionOptions, lessons: LessonService, weather: DatagramFilter | None = None
    ) -> None:
        self.watch = Watch()
        self.session = Session(
            options, on_status=self.watch, connect=connector(lessons), datagram_filter=weather
        )
        self.stop = asyncio.Event()
        self.task = asyncio.create_task(self.session.run(self.stop))

    async def end(self) -> SessionReport:
        self.stop.set()
        return await self.task


def _wav(path: Path, seed: int) -> Path:
    writer = WavWriter(path, channels=1)
    writer.write(music(3, seed=seed))
    writer.close()
    return path


def _likeness(heard: Path, played: Path) -> float:
    """Median correlation of tenths of a second of what was heard with what was played (a loop of it)."""
    sound, loop = read_wav(heard), read_wav(played)
    pieces = [sound[at : at + 4_800] for at in range(0, len(sound) - 4_800, 9_600)]
    sounding = [piece for piece in pieces if np.abs(piece).max() > 0.01]
    assert len(sounding) >= 10
    return float(np.median([find(piece, np.tile(loop, (2, 1)))[0] for piece in sounding]))


async def test_two_sessions_meet_and_hear_what_the_other_plays(tmp_path: Path) -> None:
    played = _wav(tmp_path / "anna.wav", 1), _wav(tmp_path / "bo.wav", 2)
    heard = tmp_path / "anna-heard.wav", tmp_path / "bo-heard.wav"
    async with service() as lessons:
        anna = Running(
            _options("Anna", Role.TEACHER, f"file:{played[0]},loop", admit=True, record=heard[0]), lessons
        )
        bo = Running(
            _options("Bo", Role.PUPIL, f"file:{played[1]},drift=30ppm,loop", record=heard[1]), lessons
        )
        first, _ = await asyncio.gather(anna.watch.until(hears), bo.watch.until(hears))
        await anna.watch.until(lambda status: status.elapsed_s > first.elapsed_s + 3)
        reports = await anna.end(), await bo.end()
    assert _likeness(heard[0], played[1]) >= 0.9
    assert _likeness(heard[1], played[0]) >= 0.9
    for report in reports:
        (far,) = report.far
        assert far.packets_received > 100
        assert far.ledger_ms is not None
        assert far.mouth_to_ear_ms["p50"] is not None
        assert report.engine.faults == 0
    assert reports[0].far[0].name == "Bo"
    assert reports[1].far[0].name == "Anna"


async def test_a_pupil_waits_until_the_teacher_lets_them_in_by_hand() -> None:
    async with service() as lessons:
        bo = Running(_options("Bo", Role.PUPIL, "null"), lessons)
        waiting = await bo.watch.until(lambda status: status.phase == "waiting")
        assert waiting.text == "Waiting for Anna to let you in."
        anna = Running(_options("Anna", Role.TEACHER, "null"), lessons)
        knocking = await anna.watch.until(lambda status: bool(status.knocks))
        assert knocking.knocks[0].name == "Bo"
        assert not knocking.far
        anna.session.admit()
        await bo.watch.until(lambda status: status.phase == "lesson")
        await anna.end()
        await bo.end()


async def test_a_refused_pupil_is_told_in_one_line() -> None:
    async with service() as lessons:
        anna = Running(_options("Anna", Role.TEACHER, "null"), lessons)
        bo = Running(_options("Bo", Role.PUPIL, "null"), lessons)
        await anna.watch.until(lambda status: bool(status.knocks))
        anna.session.refuse()
        with pytest.raises(RoomError, match="teacher"):
            await bo.task
        await anna.end()


async def test_the_teachers_profile_is_everyones() -> None:
    async with service() as lessons:
        anna = Running(_options("Anna", Role.TEACHER, "null", admit=True, profile="listen"), lessons)
        bo = Running(_options("Bo", Role.PUPIL, "null"), lessons)
        await bo.watch.until(lambda status: status.profile == "listen")
        anna.session.next_profile()
        await bo.watch.until(lambda status: status.profile == "studio")
        bo.session.next_profile()  # a pupil's wish changes nothing
        await bo.watch.until(lambda status: status.profile == "studio")
        await anna.end()
        await bo.end()


async def test_a_teacher_mutes_and_only_the_person_speaks_again() -> None:
    async with service() as lessons:
        bo = Running(_options("Bo", Role.PUPIL, "null"), lessons)
        page = RoomClient(
            parse(invite("Anna", Role.TEACHER)),
            kind=EndpointKind.PAGE,
            media=Media(audio=True),
            connect=connector(lessons),
        )
        page.start()
        await bo.watch.until(lambda status: status.phase == "waiting")
        page.send(Admit(participant="bo"))
        await bo.watch.until(lambda status: status.phase != "waiting")
        page.send(Mute(participant="bo", microphone=True))
        await bo.watch.until(lambda status: status.muted)
        bo.session.toggle_mute()
        await bo.watch.until(lambda status: not status.muted)
        await page.close()
        await bo.end()


async def test_a_second_device_of_one_person_takes_the_place_of_the_first() -> None:
    async with service() as lessons:
        anna = Running(_options("Anna", Role.TEACHER, "null"), lessons)
        await anna.watch.until(lambda status: status.phase == "lesson")
        again = Running(_options("Anna", Role.TEACHER, "null"), lessons)
        await again.watch.until(lambda status: status.phase == "lesson")
        assert "another place" in (await anna.task).ended
        await again.end()


async def test_a_companion_takes_the_sound_over_from_the_same_persons_page() -> None:
    async with service() as lessons:
        anna = Running(_options("Anna", Role.TEACHER, "null", admit=True), lessons)
        page = Running(_options("Bo", Role.PUPIL, "null", kind=EndpointKind.PAGE), lessons)
        await anna.watch.until(lambda status: [far.kind for far in status.far] == ["page"])
        companion = Running(_options("Bo", Role.PUPIL, "null"), lessons)
        await anna.watch.until(lambda status: [far.kind for far in status.far] == ["companion"])
        await companion.end()
        await anna.watch.until(lambda status: [far.kind for far in status.far] == ["page"])
        await page.end()
        await anna.end()


async def test_sound_goes_on_while_the_server_is_away() -> None:
    lessons = service()
    anna = Running(_options("Anna", Role.TEACHER, "tone:440", admit=True), lessons)
    bo = Running(_options("Bo", Role.PUPIL, "null"), lessons)
    await bo.watch.until(hears)
    await lessons.close()
    away = await bo.watch.until(lambda status: status.phase == "away")
    later = await bo.watch.until(lambda status: status.elapsed_s > away.elapsed_s + 2)
    assert later.far[0].state == "up"
    assert later.far[0].peak_dbfs > -30
    await anna.end()
    assert (await bo.end()).server_outages == 1


class Blackhole:
    """Weather in which every path known so far can be made to swallow all."""

    def __init__(self) -> None:
        self._paths: list[threading.Event] = []

    def __call__(self, send: SendDatagram) -> SendDatagram:
        dead = threading.Event()
        self._paths.append(dead)
        return lambda datagram: None if dead.is_set() else send(datagram)

    def swallow(self) -> None:
        for path in self._paths:
            path.set()


async def test_a_connection_that_goes_silent_is_replaced_and_the_sound_is_back() -> None:
    weather = Blackhole()
    async with service() as lessons:
        anna = Running(_options("Anna", Role.TEACHER, "tone:440", admit=True), lessons, weather)
        bo = Running(_options("Bo", Role.PUPIL, "null"), lessons)
        first = (await bo.watch.until(hears)).far[0].connection
        weather.swallow()
        gone = await bo.watch.until(lambda status: any(far.state == "silent" for far in status.far))
        assert gone.far[0].connection == first
        # The old one is kept, unheard, until the new one carries sound; then it goes.
        back = await bo.watch.until(
            lambda status: hears(status) and first not in [far.connection for far in status.far]
        )
        assert [far.audio for far in back.far] == [True]
        assert back.far[0].peak_dbfs > -30
        (report,) = (await bo.end()).far
        assert report.connections == 2
        await anna.end()


async def test_a_session_ends_by_itself_after_its_seconds() -> None:
    async with service() as lessons:
        report = await run_session(
            _options("Anna", Role.TEACHER, "null", seconds=0.5),
            on_status=lambda status: None,
            stop=asyncio.Event(),
            connect=connector(lessons),
        )
    assert report.ended == "You have left the lesson."


async def test_the_far_test_picture_is_seen_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "far.png"
    async with service() as lessons:
        anna = Running(_options("Anna", Role.TEACHER, "null", admit=True, video="test"), lessons)
        bo = Running(_options("Bo", Role.PUPIL, "null", save_picture=path), lessons)
        first = await bo.watch.until(lambda status: any(far.picture_counter for far in status.far))
        counter = first.far[0].picture_counter
        assert counter is not None
        later = await bo.watch.until(lambda status: (status.far[0].picture_counter or 0) > counter)
        assert later.far[0].picture_frames > first.far[0].picture_frames
        await anna.end()
        await bo.end()
    assert path.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (invite("Bo", Role.PUPIL, lasts_s=-10), "expired"),
        (invite("Bo", Role.PUPIL, lesson="l9"), "lesson"),
    ],
)
async def test_an_invite_that_opens_nothing_is_an_invite_error(address: str, words: str) -> None:
    async with service() as lessons:
        session = Session(SessionOptions(address, device="null"), connect=connector(lessons))
        with pytest.raises(InviteError, match=words):
            await session.run(asyncio.Event())


async def test_a_withdrawn_invite_is_an_invite_error() -> None:
    directory = OneLesson()
    directory.withdrawn.add("i-bo")
    async with service(directory) as lessons:
        session = Session(SessionOptions(invite("Bo", Role.PUPIL), device="null"), connect=connector(lessons))
        with pytest.raises(InviteError, match="invite"):
            await session.run(asyncio.Event())


async def _nobody() -> Connection:
    raise ConnectionLost


async def test_a_server_that_is_not_there_is_named() -> None:
    session = Session(SessionOptions(invite("Bo", Role.PUPIL), device="null"), connect=_nobody)
    with pytest.raises(ServerError, match=r"lesson\.example cannot be reached"):
        await session.run(asyncio.Event())


async def _untrusted() -> Connection:
    raise ServerNotTrusted("self-signed certificate")


async def _another() -> Connection:
    raise PinMismatch("another certificate")


@pytest.mark.parametrize(
    ("connect", "words"), [(_untrusted, "does not trust"), (_another, "another certificate")]
)
async def test_a_server_that_is_not_the_one_of_the_invite_gets_nothing(
    connect: Connector, words: str
) -> None:
    session = Session(SessionOptions(invite("Bo", Role.PUPIL), device="null"), connect=connect)
    with pytest.raises(ServerError, match=words):
        await session.run(asyncio.Event())


async def test_what_is_no_invite_is_told_before_anything_is_opened(tmp_path: Path) -> None:
    recording = tmp_path / "heard.wav"
    with pytest.raises(InviteError, match="no invite"):
        Session(SessionOptions("https://lesson.example/", device="null", record=recording))
    assert not recording.exists()


async def test_a_missing_device_and_a_missing_folder_are_told_at_once(tmp_path: Path) -> None:
    address = invite("Bo", Role.PUPIL)
    with pytest.raises(DeviceError, match=r"none\.wav"):
        Session(SessionOptions(address, device=f"file:{tmp_path}/none.wav"))
    with pytest.raises(ClientError, match="record"):
        Session(SessionOptions(address, device="null", record=tmp_path / "no" / "heard.wav"))
    with pytest.raises(ValueError, match="fast"):
        Session(SessionOptions(address, device="null", profile="fast"))
