"""The sound itself: a native session on behalf of a page, and what the page is told of it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from client.native.errors import ClientError
from client.native.options import SessionOptions
from client.native.recording.shelf import default_shelf
from client.native.recording.upload import deliver_all
from client.native.session import Session
from client.native.status import Status
from rtc.errors import LibraryMissingError, RtcError
from signaling.connection import Connector

__all__ = ["Carrier", "Stage"]

log = logging.getLogger(__name__)

Stage = Literal["joining", "waiting", "ready", "carrying", "ended"]
ALONE_TICKS = 8
"""So long (of 250 ms) nobody else is there, until that is believed: connections come after the roster."""
LOOK_AGAIN_S = 0.25

Deliver = Callable[[Callable[[], bool]], object]
"""Uploads what was recorded, as long as it is told that this is wanted; blocks."""


def _deliver_own(wanted: Callable[[], bool]) -> object:
    shelf = default_shelf()
    while wanted():
        if not shelf.in_use(now_s=time.time()):
            return deliver_all(shelf, log.info, wanted=wanted)
        time.sleep(LOOK_AGAIN_S)  # another program of ours is in a lesson, and writes there
    return None


class Carrier:
    """One lesson's sound at a time.

    Parameters
    ----------
    options : SessionOptions
        Devices and all else but the invite.
    tell : Callable[[Stage, str], None]
        Told each stage once, with a sentence: ``ready`` is connected and silent, ``carrying`` heard.

    connect : Connector or None
        How to reach the room, see `Session`.
    deliver : Deliver
        Called in a thread whenever a lesson is over, and by `send_leftovers`: what was recorded goes to the
        server. It is given up for the next lesson, which shares its line and its interpreter with nothing.

    Notes
    -----
    One event loop; not thread-safe.
    """

    def __init__(
        self,
        options: SessionOptions,
        tell: Callable[[Stage, str], None],
        *,
        connect: Connector | None = None,
        deliver: Deliver = _deliver_own,
    ) -> None:
        self._deliver, self._delivering = deliver, _Delivering()
        self._options, self._tell, self._connect = options, tell, connect
        self._session: Session | None = None
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stage: Stage | None = None
        self._alone_ticks = 0
        self.invite = ""

    def send_leftovers(self) -> None:
        """Send what a crash, or a server that was away, has left here; not beside a lesson."""
        if self._session is None:
            self._delivering.begin(self._deliver)

    async def join(self, invite: str, *, muted: bool) -> None:
        """Begin with a lesson, or go on with it if it is the same one: the page was only loaded anew."""
        if invite == self.invite and self._session is not None:
            self.mute(muted)
            stage, self._stage = self._stage, None
            self._to(stage or "joining", "")
            return
        await self.leave()
        await self._delivering.give_up()
        self._stage, self._alone_ticks, self._stop, self.invite = None, 0, asyncio.Event(), invite
        self._to("joining", "")
        try:
            session = Session(
                replace(self._options, invite=invite), on_status=self._status, connect=self._connect
            )
        except (ClientError, ValueError, LibraryMissingError) as error:
            self._over(str(error))
            return
        session.engine.heard_from_s, session.engine.muted = math.inf, muted
        self._session = session
        self._task = asyncio.create_task(self._run(session))

    def go(self, *, at_s: float) -> None:
        """Be heard from that monotonic time on: until then the page is."""
        if self._session is not None:
            engine = self._session.engine
            engine.heard_from_s = min(engine.heard_from_s, at_s)  # heard already: the page was loaded anew
            self._to("carrying", "")

    def mute(self, muted: bool) -> None:
        """The page's own button."""
        if self._session is not None:
            self._session.engine.muted = muted

    async def leave(self, *, at_s: float = -math.inf) -> None:
        """Be heard until that monotonic time, then leave the lesson; nobody is told: whoever asks knows."""
        self._stage = "ended"
        if self._session is not None:
            self._session.engine.heard_until_s = at_s
            await asyncio.sleep(max(0.0, at_s - time.monotonic()))
        self._stop.set()
        task, self._task = self._task, None
        if task is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _run(self, session: Session) -> None:
        ended = ""
        try:
            ended = (await session.run(self._stop)).ended
        except (ClientError, ValueError, RtcError, LibraryMissingError) as error:
            ended = str(error)
        self._delivering.begin(self._deliver)
        self._over(ended)

    def _over(self, why: str) -> None:
        self._session, self.invite = None, ""
        self._to("ended", why)

    def _status(self, status: Status) -> None:
        session = self._session
        if session is None or self._stage in ("carrying", "ended"):
            return
        if status.phase == "waiting":
            self._to("waiting", status.text)
            return
        if status.phase != "lesson":
            return
        sounding = [one for one in session.lesson.connections.values() if one.media.audio]
        self._alone_ticks = 0 if sounding else self._alone_ticks + 1
        if all(one.carries for one in sounding) if sounding else self._alone_ticks >= ALONE_TICKS:
            self._to("ready", "")

    def _to(self, stage: Stage, text: str) -> None:
        if stage != self._stage:
            self._stage = stage
            self._tell(stage, text)


class _Delivering:
    """One upload at a time, beside the event loop, that can be given up between two chunks."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None
        self._wanted = False

    def begin(self, deliver: Deliver) -> None:
        if self._task is None or self._task.done():
            self._wanted = True
            self._task = asyncio.create_task(self._run(deliver), name="deliver")

    async def give_up(self) -> None:
        self._wanted = False
        if self._task is not None:
            await self._task

    async def _run(self, deliver: Deliver) -> None:
        try:
            await asyncio.to_thread(deliver, lambda: self._wanted)
        except OSError as error:  # what lies here stays, for the next time
            log.warning("recordings not sent: %s", type(error).__name__)
        finally:  # the loop may end first: then the thread does at its next chunk
            self._wanted = False
