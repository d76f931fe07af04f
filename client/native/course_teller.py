"""Tells the server how a lesson goes at this end, as a page does."""

from __future__ import annotations

import asyncio
import http.client
import json
from collections.abc import Callable
from http import HTTPStatus

from client.native.asking import Refused, ask
from client.native.course import Course, CourseTold, Look
from signaling.dialling import PinMismatch
from signaling.invite import Invite

__all__ = ["CourseTeller", "Tell", "tell_course"]

Tell = Callable[[CourseTold], bool | None]
"""Whether more is to be told; None where it did not arrive. Blocks."""

#: An end that was here for so long was in the lesson.
_FIRST_S = 10.0
_EVERY_S = 60.0
_PATIENCE_S = 3.0


class CourseTeller:
    """Is shown how it goes about once a second, and tells every minute.

    Parameters
    ----------
    tell : Tell or None
        Called in a thread; None: nobody is told.
    now : Callable[[], float]
        Monotonic time.

    Notes
    -----
    One event loop; not thread-safe.
    """

    def __init__(self, tell: Tell | None, *, now: Callable[[], float]) -> None:
        self._tell, self._now = tell, now
        self._course = Course()
        self._begun_s = now()
        self._due_s = self._begun_s + _FIRST_S
        self._telling: asyncio.Task[None] | None = None

    def look(self, seen: Look) -> None:
        """Take in how it goes, and tell if it is time."""
        now_s = self._now()
        self._course.feed(seen, now_s=now_s)
        if self._tell is not None and now_s >= self._due_s and self._telling is None:
            self._due_s = now_s + _EVERY_S
            self._telling = asyncio.create_task(self._say(self._tell), name="course")

    async def close(self) -> None:
        """Tell the last of it, if this end was in the lesson at all."""
        if self._telling is not None:
            await self._telling
        if self._tell is not None and self._now() - self._begun_s >= _FIRST_S:
            await self._say(self._tell)
        self._tell = None

    async def _say(self, tell: Tell) -> None:
        told = self._course.take()
        try:
            more = await asyncio.to_thread(tell, told)
        finally:
            self._telling = None
        if more is None:
            self._course.give_back(told)
        elif not more:
            self._tell = None


def tell_course(invite: Invite, told: CourseTold) -> bool | None:
    """Tell by HTTP, with the invite in a header; blocks for some seconds at most. See `Tell`."""
    try:
        said = json.loads(
            ask(invite, "POST", "/api/lesson/course", patience_s=_PATIENCE_S, json_body=json.dumps(told))
        )
        return bool(said["kept"])
    except Refused as error:
        # Who may not tell, or tells what is not understood, does so no better the next time.
        final = error.status in (
            HTTPStatus.UNAUTHORIZED,
            HTTPStatus.NOT_FOUND,
            HTTPStatus.UNPROCESSABLE_ENTITY,
        )
        return False if final else None
    except PinMismatch:
        return False
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return None
