"""The lesson service: takes transports, checks who comes, and brings them to their lesson's room."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
from collections.abc import Awaitable, Callable, Collection
from functools import partial

from pydantic import ValidationError

from signaling.actor import Input, RoomActor
from signaling.connection import Connection, ConnectionLost, NotText, hearing
from signaling.errors import bye, error
from signaling.link import Link
from signaling.messages import (
    MAX_MESSAGE_BYTES,
    VERSION,
    Ack,
    Admission,
    ClientMessage,
    ErrorCode,
    Hello,
    LessonInfo,
    client_messages,
)
from signaling.ports import Alone, Bus, Clock, LessonDirectory, RoomStore, Warden, Witness, link_name
from signaling.rates import Bucket, Limits
from signaling.room import Room, secret_key
from signaling.salvage import message_number
from signaling.state import Action, state_json
from signaling.tokens import Claims, TokenExpired, TokenInvalid, verify
from signaling.wire import Durable

log = logging.getLogger(__name__)

TOGETHER = 8


class LessonService:
    """All lesson rooms of one process.

    Parameters
    ----------
    store : RoomStore
        Where room states survive.
    directory : LessonDirectory
        Which lessons and invites there are.
    token_key : str or bytes
        Secret that lesson tokens are signed with, at least 32 bytes.
    bus : Bus, optional
        The way to other nodes that serve from the same store; none by default.
    witness : Witness, optional
        Told of who is let into lessons and who is not.
    warden : Warden, optional
        Knows who may be recorded; without one nobody may.

    Notes
    -----
    One event loop; not thread-safe. ``async with`` it, or call `close`, to end its tasks.
    """

    def __init__(
        self,
        *,
        store: RoomStore,
        directory: LessonDirectory,
        token_key: str | bytes,
        clock: Clock | None = None,
        limits: Limits | None = None,
        bus: Bus | None = None,
        new_key: Callable[[], str] = secret_key,
        witness: Witness | None = None,
        warden: Warden | None = None,
    ) -> None:
        self._store = store
        self._directory = directory
        self._token_key = token_key
        self._clock = clock or Clock()
        self._limits = limits or Limits()
        self._bus = bus or Alone()
        self._new_key = new_key
        self._witness = witness
        self._warden = warden
        self._actors: dict[str, RoomActor] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._links: dict[str, Link] = {}
        self._names = itertools.count(1)
        self._gone = 0
        self._closing = False

    async def __aenter__(self) -> LessonService:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def lessons(self) -> int:
        """Lesson rooms in memory."""
        return len(self._actors)

    @property
    def links(self) -> int:
        """Transports being served."""
        return len(self._links)

    @property
    def gone(self) -> int:
        """Transports that have ended so far."""
        return self._gone

    async def serve(self, connection: Connection) -> None:
        """Serve one transport until it ends; returns when it has."""
        link = Link(link_name(self._bus.node, next(self._names)), connection, self._limits)
        self._links[link.name] = link
        sending = asyncio.create_task(link.run())
        try:
            await self._converse(link, connection)
            link.finish(bye(ErrorCode.LEFT))
            await sending
        except ConnectionLost:
            pass
        finally:
            sending.cancel()
            self._links.pop(link.name, None)
            self._gone += 1
            await asyncio.gather(sending, return_exceptions=True)

    async def admitted(self, lesson: str, participant: str) -> bool:
        """Whether the room of that lesson has let this participant in, by what is stored of it."""
        stored = await self._store.load(lesson)
        if stored is None:
            return False
        person = state_json.validate_json(stored.state).participants.get(participant)
        return person is not None and person.admission is Admission.ADMITTED

    async def revoke(self, lesson: str, invite: str) -> None:
        """An invite was withdrawn: whoever came by it goes, now."""
        info = await self._directory.lesson(lesson)
        if info is not None and not self._closing:
            self._actor(info).post(None, lambda room, now_s: room.revoke(invite, now_s=now_s))

    def withdrawn(self, lesson: str, participants: Collection[str]) -> None:
        """These people may not be recorded any more in a lesson that is open here."""
        if lesson in self._actors:
            self._actors[lesson].withdrawn(participants)

    def tick(self) -> None:
        """Let every room look at the clock; needed only where the clock is turned by hand."""
        for actor in self._actors.values():
            actor.post(None, lambda room, now_s: room.tick(now_s=now_s))

    async def settled(self) -> None:
        """Wait until every room has taken up everything posted so far."""
        for actor in list(self._actors.values()):
            await actor.calm()

    # -- other nodes -----------------------------------------------------------------------------

    @property
    def revisions(self) -> dict[str, int]:
        """The lessons open here, each with the newest revision taken up."""
        return {lesson: actor.revision for lesson, actor in self._actors.items()}

    def heard(self, lesson: str, revision: int) -> None:
        """This revision of a lesson is stored, by whichever node."""
        if lesson in self._actors:
            self._actors[lesson].heard(revision)

    def carried(self, lesson: str, revision: int, link: str, text: str) -> None:
        """Another node has a text for a link of ours."""
        if lesson in self._actors:
            self._actors[lesson].carried(revision, link, text)

    def look_round(self) -> None:
        """A node has died; whom it served has to come back."""
        for actor in self._actors.values():
            actor.look_round()

    async def close(self, *, over_s: float = 0.0) -> None:
        """Tell everyone to come back (to whoever serves then), lesson by lesson over a time, and end."""
        self._closing = True
        leaving = list(self._actors.values())
        for actor in leaving:
            actor.stop()
            if over_s > 0:
                await asyncio.sleep(over_s / len(leaving))
        for link in list(self._links.values()):
            link.finish(bye(ErrorCode.SERVER_ERROR, retry=True))
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # -- one transport ---------------------------------------------------------------------------

    async def _converse(self, link: Link, connection: Connection) -> None:
        known = await self._introduced(link, connection)
        if known is None:
            return
        hello, claims, info, expired = known
        lesson = info.id
        self._actor(info).post(
            link.name,
            lambda room, now_s: room.hello(link.name, claims, hello, now_s=now_s, expired=expired),
        )
        try:
            await self._read(link, connection, lesson)
        finally:
            actor = self._actors.get(lesson)
            if actor is not None:
                actor.gone(link.name)

    async def _introduced(
        self, link: Link, connection: Connection
    ) -> tuple[Hello, Claims, LessonInfo, bool] | None:
        """The first message, checked; None if the transport was told bye."""
        try:
            async with asyncio.timeout(self._limits.hello_s):
                text = await connection.receive()
        except (TimeoutError, NotText):
            link.finish(bye(ErrorCode.HELLO_FIRST))
            return None
        message, _ = _parse(text)
        if not isinstance(message, Hello):
            link.finish(bye(_first_error(text)))
            return None
        if message.version != VERSION:
            link.finish(bye(ErrorCode.VERSION))
            return None
        try:
            claims, expired = verify(self._token_key, message.token, self._clock.wall_s()), False
        except TokenExpired as late:
            claims, expired = late.claims, True
        except TokenInvalid:
            link.finish(bye(ErrorCode.TOKEN_INVALID))
            return None
        try:
            info, holds = await self._directory.invited(claims.lesson, claims.invite)
        except Exception as failure:  # of the database, whichever it is; its text may name people
            log.error("lesson not looked up: %s", type(failure).__name__)
            link.finish(bye(ErrorCode.SERVER_ERROR, retry=True))
            return None
        if info is None:
            link.finish(bye(ErrorCode.LESSON_UNKNOWN))
        elif not holds:
            link.finish(bye(ErrorCode.INVITE_REVOKED))
        elif self._closing:
            link.finish(bye(ErrorCode.SERVER_ERROR, retry=True))
        else:
            return message, claims, info, expired
        return None

    async def _read(self, link: Link, connection: Connection, lesson: str) -> None:
        reader = _Reader(self._limits, self._clock.monotonic_s())
        hears = hearing(connection)
        if hears is not None:
            hears.listen(partial(self._hear, link, lesson, reader))
        for number in itertools.count(1):
            if number % TOGETHER == 0:  # whose buffer is full of messages shall not keep the others waiting
                await asyncio.sleep(0)
            if link.ending:
                return
            reader.waits = True
            try:
                text = await connection.receive()
            except NotText:
                text = ""
            finally:
                reader.waits = False
            if link.ending:
                return
            rest, reader.rest = reader.rest, None
            if rest is None:
                now_s = self._clock.monotonic_s()
                if not reader.flood.take(now_s=now_s):
                    link.finish(bye(ErrorCode.TOO_FAST, retry=True))
                    return
                rest = self._take(link, lesson, text, reader, now_s)
            if rest is not None:
                await rest()

    def _hear(self, link: Link, lesson: str, reader: _Reader, text: str) -> bool:
        """Take a text as it comes in; False: the reader has to, since something must be waited for."""
        if link.ending or not reader.waits or reader.rest is not None:
            return False
        now_s = self._clock.monotonic_s()
        if not reader.flood.take(now_s=now_s):
            return False
        reader.rest = self._take(link, lesson, text, reader, now_s)
        return reader.rest is None

    def _take(self, link: Link, lesson: str, text: str, reader: _Reader, now_s: float) -> _Rest | None:
        """Take up a text; what is left to do (and to wait for) before the next one may be."""
        if len(text) * 4 > MAX_MESSAGE_BYTES and len(text.encode()) > MAX_MESSAGE_BYTES:
            message, seq, wrong = None, message_number(text), ErrorCode.TOO_LARGE
        else:
            (message, seq), wrong = _parse(text), ErrorCode.BAD_MESSAGE
        owed_s = 0.0
        if isinstance(message, Durable) or seq is not None:
            owed_s = reader.calm.owe(now_s=now_s)
        elif not isinstance(message, Ack) and not reader.calm.take(now_s=now_s):  # acks answer what we send
            if reader.scolding.take(now_s=now_s):
                link.post(error(ErrorCode.TOO_FAST))
            return None
        actor = self._actors.get(lesson)
        if actor is None:  # it was let go; our bye is on its way
            return None
        if message is None:
            step: Input = partial(_unreadable, link.name, seq, wrong)
        elif not isinstance(message, Durable) and actor.pass_on(link.name, message):
            return None
        else:
            step = partial(_received, link.name, message)
        if owed_s > 0:
            return partial(self._hand_in, link, lesson, step, owed_s)
        actor.post(link.name, step)
        return actor.calm if actor.backlog > self._limits.backlog else None

    async def _hand_in(self, link: Link, lesson: str, step: Input, owed_s: float) -> None:
        await asyncio.sleep(owed_s)
        actor = self._actors.get(lesson)
        if actor is None:
            return
        actor.post(link.name, step)
        if actor.backlog > self._limits.backlog:
            await actor.calm()

    # -- rooms -----------------------------------------------------------------------------------

    def _actor(self, info: LessonInfo) -> RoomActor:
        actor = self._actors.get(info.id)
        if actor is None:
            actor = RoomActor(
                info,
                store=self._store,
                directory=self._directory,
                clock=self._clock,
                links=self._links,
                bus=self._bus,
                on_end=self._ended,
                new_key=self._new_key,
                witness=self._witness,
                warden=self._warden,
            )
            self._actors[info.id] = actor
            task = asyncio.create_task(actor.run())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return actor

    def _ended(self, actor: RoomActor) -> None:
        if self._actors.get(actor.info.id) is actor:
            del self._actors[actor.info.id]


_Rest = Callable[[], Awaitable[None]]


class _Reader:
    """How fast one client goes, whether its reader waits for a text, and what it must do before the next."""

    def __init__(self, limits: Limits, now_s: float) -> None:
        self.calm = Bucket(limits.calm_per_s, limits.calm_burst, now_s=now_s)
        self.flood = Bucket(limits.flood_per_s, limits.flood_burst, now_s=now_s)
        self.scolding = Bucket(1.0, 1.0, now_s=now_s)
        self.waits = False
        self.rest: _Rest | None = None


def _received(link: str, message: ClientMessage, room: Room, now_s: float) -> list[Action]:
    return room.receive(link, message, now_s=now_s)


def _unreadable(link: str, seq: int | None, code: ErrorCode, room: Room, now_s: float) -> list[Action]:
    return room.unreadable(link, seq, now_s=now_s, code=code)


def _parse(text: str) -> tuple[ClientMessage | None, int | None]:
    """The message; or None, and its number if that much could be read."""
    try:
        return client_messages.validate_json(text), None
    except (ValidationError, ValueError, RecursionError):
        return None, message_number(text)


def _first_error(text: str) -> ErrorCode:
    """What to say to a first message that is no hello of ours."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        return ErrorCode.HELLO_FIRST
    if isinstance(raw, dict) and raw.get("type") == "hello":
        return ErrorCode.VERSION if raw.get("version", VERSION) != VERSION else ErrorCode.BAD_MESSAGE
    return ErrorCode.HELLO_FIRST
