from __future__ import annotations

from client.native.course_eye import CourseEye
from client.native.session import Session
from signaling.client import RoomClient
from signaling.invite import parse
from signaling.local import connector
from signaling.messages import EndpointKind, Media, Role
from tests.client.native.rooms import hears, invite, service
from tests.client.native.test_session import Running, _options


def eye(session: Session) -> CourseEye:
    return CourseEye(session.lesson, session.engine)


async def test_two_who_hear_each_other_are_together_and_one_at_the_door_is_not() -> None:
    async with service() as lessons:
        anna = Running(_options("Anna", Role.TEACHER, "tone:440"), lessons)
        await anna.watch.until(lambda status: status.phase == "lesson")
        bo = Running(_options("Bo", Role.PUPIL, "tone:440"), lessons)
        await anna.watch.until(lambda status: bool(status.knocks))
        alone = eye(anna.session).look(online=True, device_away=False)
        waits = eye(bo.session).look(online=True, device_away=False)
        assert (alone.both, alone.connected, waits.both, waits.away) == (False, False, False, False)
        anna.session.admit()
        await anna.watch.until(hears)
        seen = eye(anna.session).look(online=True, device_away=False)
        assert (seen.both, seen.connected, seen.away, seen.relayed) == (True, True, False, False)
        assert seen.late_ms is not None and seen.missing_pct is not None
        lost = eye(anna.session).look(online=False, device_away=True)
        assert (lost.away, lost.microphone) == (True, "absent")
        await bo.end()
        await anna.end()


async def test_where_the_persons_page_is_here_too_it_tells_of_the_lesson_and_this_end_of_the_sound() -> None:
    async with service() as lessons:
        page = RoomClient(
            parse(invite("Anna", Role.TEACHER)),
            kind=EndpointKind.PAGE,
            media=Media(audio=False, video=False),
            connect=connector(lessons),
        )
        page.start()
        anna = Running(_options("Anna", Role.TEACHER, "tone:440", admit=True), lessons)
        bo = Running(_options("Bo", Role.PUPIL, "tone:440"), lessons)
        await anna.watch.until(hears)
        seen = eye(anna.session).look(online=False, device_away=False)
        assert (seen.both, seen.away, seen.connected) == (False, False, True)
        assert seen.late_ms is not None
        await bo.end()
        await anna.end()
        await page.leave(within_s=1.0)
