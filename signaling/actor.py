"""One task per lesson room: takes what has come in, steps the room, stores it, and only then answers.

All that came in meanwhile is one step with one store (group commit). A room whose state cannot be
stored, or that fails, is let go with everyone told to come back: what is in the store is the truth.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from signaling.errors import bye
from signaling.messages import (
    Admission,
    ConnectionOpen,
    ErrorCode,
    LessonInfo,
    ServerMessage,
    Welcome,
)
from signaling.ports import Clock, LessonDirectory, RoomStore, StoredRoom
from signaling.room import Room, secret_key
from signaling.state import Action, Close

if TYPE_CHECKING:
    from signaling.link import Link

log = logging.getLogger(__name__)

Input = Callable[[Room, float], list[Action]]


class RoomActor:
    """Owns one room as long as anybody is in it or expected back.

    Parameters
    ----------
    links : Mapping[str, Link]
        All links of the service by name.
    on_end : Callable[[RoomActor], None]
        Called once, after which nothing may be posted.
    """

    def __init__(
        self,
        info: LessonInfo,
        *,
        store: RoomStore,
        directory: LessonDirectory,
        clock: Clock,
        links: Mapping[str, Link],
        on_end: Callable[[RoomActor], None],
        new_key: Callable[[], str] = secret_key,
    ) -> None:
        self.info = info
        self._store = store
        self._directory = directory
        self._clock = clock
        self._links = links
        self._on_end = on_end
        self._new_key = new_key
        self._inbox: deque[Input] = deque()
        self._wake = asyncio.Event()
        self._calm = asyncio.Event()
        self._calm.set()
        self._mine: set[str] = set()
        self._revision = 0
        self._stopping = False

    @property
    def backlog(self) -> int:
        """Inputs not yet processed."""
        return len(self._inbox)

    async def calm(self) -> None:
        """Wait until everything posted so far was taken up."""
        await self._calm.wait()

    def post(self, link: str | None, step: Input) -> None:
        """Hand in something for the room; `link` is whose it is."""
        if link is not None:
            self._mine.add(link)
        self._inbox.append(step)
        self._calm.clear()
        self._wake.set()

    def gone(self, link: str) -> None:
        """A link has ended."""
        self._mine.discard(link)
        self.post(None, lambda room, now_s: room.disconnected(link, now_s=now_s))

    def stop(self) -> None:
        """Tell everyone to come back, and end: the server is going down or elsewhere."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Process until nobody is left, or until `stop`."""
        try:
            room = await self._open()
            while not self._stopping:
                await self._wait(room)
                await self._step(room)
                if room.empty and not self._inbox:
                    break
        except Exception as error:  # the cause may quote messages: only its class is logged
            log.error("lesson room let go: %s", type(error).__name__)
        finally:
            self._on_end(self)
            self._calm.set()
            for name in self._mine:
                if name in self._links:
                    self._links[name].finish(bye(ErrorCode.SERVER_ERROR, retry=True))

    async def _open(self) -> Room:
        now_s, wall_s = self._clock.monotonic_s(), self._clock.wall_s()
        stored = await self._store.load(self.info.id)
        if stored is None:
            return Room.open(self.info, now_s=now_s, wall_s=wall_s, new_key=self._new_key)
        self._revision = stored.revision
        room = Room.from_json(stored.state, new_key=self._new_key)
        room.state.lesson = self.info
        room.restarted(now_s=now_s, wall_s=wall_s)
        return room

    async def _wait(self, room: Room) -> None:
        due_s = room.next_timeout()
        left_s = None if due_s is None else max(0.0, due_s - self._clock.monotonic_s())
        if not self._inbox and not self._stopping:
            self._wake.clear()
            try:
                async with asyncio.timeout(left_s):
                    await self._wake.wait()
            except TimeoutError:
                pass

    async def _step(self, room: Room) -> None:
        now_s = self._clock.monotonic_s()
        actions: list[Action] = []
        due_s = room.next_timeout()
        if due_s is not None and now_s >= due_s:
            actions += room.tick(now_s=now_s)
        while self._inbox:
            actions += self._inbox.popleft()(room, now_s)
        self._calm.set()
        if room.changed:
            await self._store.save(self.info.id, StoredRoom(room.to_json(), self._revision + 1))
            self._revision += 1
            room.changed = False
        for action in actions:
            self._carry_out(action)

    def _carry_out(self, action: Action) -> None:
        link = self._links.get(action.link)
        if link is None:
            return
        if isinstance(action, Close):
            self._mine.discard(action.link)
            link.finish(action.bye)
        elif not link.post(self._with_ice(link, action.message)):
            self.gone(action.link)

    def _with_ice(self, link: Link, message: ServerMessage) -> ServerMessage:
        """Fresh STUN and TURN servers for those who are in the lesson, as it goes out."""
        if isinstance(message, Welcome):
            link.participant = message.participant
            if message.admission is not Admission.ADMITTED:
                return message
        elif not isinstance(message, ConnectionOpen):
            return message
        servers = tuple(self._directory.ice_servers(self.info.id, link.participant))
        return message.model_copy(update={"ice_servers": servers})
