"""One task per lesson room: takes what has come in, steps the room, stores it, and only then answers.

All that came in meanwhile is one step with one store (group commit). A room whose state cannot be
stored, or that fails, is let go with everyone told to come back: what is in the store is the truth.

Where several nodes serve the lesson, each does so with a copy of its own. A step counts once it is stored
as the next revision; whoever comes second takes up the other's state and does its step anew on that. What
is in an outbox for one of our links is given to it as soon as we have the state (docs/adr/0010).
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from signaling.asking import Asking
from signaling.doors import decisions, doors, teachers
from signaling.errors import bye
from signaling.following import follow, part, parting
from signaling.lean import Signal
from signaling.messages import (
    Admission,
    Candidate,
    ClientMessage,
    ConnectionOpen,
    ErrorCode,
    LessonInfo,
    PeerLevels,
    ServerMessage,
    Welcome,
)
from signaling.ports import (
    Bus,
    Clock,
    LessonDirectory,
    NobodyPermitted,
    RoomStore,
    StaleRoom,
    StoredRoom,
    Warden,
    Witness,
    node_of,
)
from signaling.room import Room, secret_key
from signaling.state import Action, Close, Send
from signaling.wire import Durable

if TYPE_CHECKING:
    from signaling.link import Link

log = logging.getLogger(__name__)

Input = Callable[[Room, float], list[Action]]
TRIES = 50


class RoomActor:
    """Owns one room as long as anybody is in it or expected back.

    Parameters
    ----------
    links : Mapping[str, Link]
        All links of the service by name.
    bus : Bus
        The way to the other nodes.
    witness : Witness, optional
        Told of who is let in and who is not.
    warden : Warden, optional
        Knows who may be recorded; without one nobody may.
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
        bus: Bus,
        on_end: Callable[[RoomActor], None],
        new_key: Callable[[], str] = secret_key,
        witness: Witness | None = None,
        warden: Warden | None = None,
    ) -> None:
        self.info = info
        self._store = store
        self._directory = directory
        self._clock = clock
        self._links = links
        self._bus = bus
        self._on_end = on_end
        self._new_key = new_key
        self._witness = witness
        self._asking = Asking(info.id, warden or NobodyPermitted(), self._permitted, self.withdrawn)
        self._inbox: deque[Input] = deque()
        self._wake = Signal()
        self._calm = asyncio.Event()
        self._calm.set()
        self._mine: dict[str, None] = {}
        self._carried: deque[tuple[str, str]] = deque()
        self._revision = 0
        self._newest = 0
        self._stopping = False
        self._idle: Room | None = None

    @property
    def revision(self) -> int:
        """The newest revision this node has taken up."""
        return self._revision

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
            self._mine[link] = None
        self._inbox.append(step)
        self._calm.clear()
        self._wake.set()

    def pass_on(self, link: str, message: ClientMessage) -> bool:
        """Let an ephemeral message through without a turn of this task; False: `post` it.

        It changes nothing that is stored, so it waits for nothing but what came before it.
        """
        room = self._idle
        if room is None or self._inbox or self._carried or self._newest > self._revision:
            return False
        try:
            actions = room.receive(link, message, now_s=self._clock.monotonic_s())
        except Exception:  # once more in the task, where a failing room is let go
            return False
        self._carry_out(actions)
        if room.changed:  # many acks: the next store is due
            self._wake.set()
        return True

    def heard(self, revision: int) -> None:
        """This revision is stored, by whomever."""
        if revision > self._newest:
            self._newest = revision
            self._wake.set()

    def carried(self, revision: int, link: str, text: str) -> None:
        """Another node has a text for one of our links, of which one of `revision` can make sense."""
        self.heard(revision)
        self._carried.append((link, text))
        self._wake.set()

    def look_round(self) -> None:
        """A node has died: those it served are away."""
        self.post(None, lambda room, now_s: [])

    def gone(self, link: str) -> None:
        """A link has ended."""
        self._mine.pop(link, None)
        self.post(None, lambda room, now_s: room.disconnected(link, now_s=now_s))

    def stop(self) -> None:
        """Tell everyone to come back, and end: the server is going down or elsewhere."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Process until nobody is left here, or until `stop`."""
        try:
            room = await self._open()
            while not self._stopping:
                self._idle = room
                await self._wait(room)
                self._idle = None
                if self._stopping:  # that our links are going is no reason to call their people away
                    break
                room = await self._step(room)
                if self._done(room):
                    break
        except Exception as error:  # the cause may quote messages: only its class is logged
            log.error("lesson room let go: %s", type(error).__name__)
        finally:
            self._idle = None
            self._asking.close()
            self._on_end(self)
            self._calm.set()
            for name in self._mine:
                if name in self._links:
                    self._links[name].finish(bye(ErrorCode.SERVER_ERROR, retry=True))

    def withdrawn(self, participants: Collection[str]) -> None:
        """These people may not be recorded any more."""
        self.post(None, lambda room, now_s: room.withdrawn(participants, now_s=now_s))

    def _permitted(self, ask: int, lacking: Collection[str]) -> None:
        self.post(None, lambda room, now_s: room.permitted(ask, lacking, now_s=now_s))

    def _done(self, room: Room) -> bool:
        if self._inbox or self._carried:
            return False
        # Somebody has to watch over those who are away; the others' nodes watch over them.
        return room.empty or not (self._mine or any(e.link is None for e in room.state.endpoints.values()))

    async def _open(self) -> Room:
        now_s, wall_s = self._clock.monotonic_s(), self._clock.wall_s()
        stored = await self._store.load(self.info.id)
        if stored is None:
            return Room.open(self.info, now_s=now_s, wall_s=wall_s, new_key=self._new_key)
        room = self._take_up(stored)
        room.restarted(now_s=now_s, wall_s=wall_s, lives=self._lives)
        return room

    def _take_up(self, stored: StoredRoom) -> Room:
        room = Room.from_json(stored.state, new_key=self._new_key)
        room.state.lesson = self.info
        self._revision = self._newest = stored.revision
        return room

    def _lives(self, link: str) -> bool:
        return node_of(link) == self._bus.node or self._bus.lives(node_of(link))

    async def _wait(self, room: Room) -> None:
        due_s = room.next_timeout()
        left_s = None if due_s is None else max(0.0, due_s - self._clock.monotonic_s())
        if self._inbox or self._carried or self._stopping or self._newest > self._revision or room.changed:
            return
        self._wake.clear()
        try:
            async with asyncio.timeout(left_s):
                await self._wake.wait()
        except TimeoutError:
            pass

    async def _step(self, room: Room) -> Room:
        if self._newest > self._revision:
            room = await self._catch_up(room)
        while self._carried:
            name, text = self._carried.popleft()
            if name in self._links:
                self._links[name].post_text(text)
        inputs = [*self._inbox]
        self._inbox.clear()
        self._calm.set()
        for _ in range(TRIES):
            before = {} if self._witness is None else doors(room.state)
            actions = self._apply(room, inputs)
            if not room.changed or await self._stored(room):
                break
            room = await self._catch_up(room)
        else:
            raise StaleRoom(self.info.id)
        if self._witness is not None:
            for participant, admission in decisions(room.state, before):
                self._witness.decided(self.info.id, participant, admission, teachers(room.state))
        self._carry_out(actions)
        self._asking.look(room.state)
        return room

    def _apply(self, room: Room, inputs: Sequence[Input]) -> list[Action]:
        now_s = self._clock.monotonic_s()
        actions = room.forsake(self._lives, now_s=now_s)
        due_s = room.next_timeout()
        if due_s is not None and now_s >= due_s:
            actions += room.tick(now_s=now_s)
        for step in inputs:
            actions += step(room, now_s)
        for action in actions:
            if isinstance(action, Close) and self._is_elsewhere(action.link):
                part(room.state, action)
        return actions

    async def _stored(self, room: Room) -> bool:
        """Store the room as the next revision; False if another node was quicker."""
        concerned = [e.link for e in room.state.endpoints.values() if e.link is not None]
        concerned += [left.link for left in room.state.partings]
        nodes = {node_of(link) for link in concerned if self._is_elsewhere(link)}
        try:
            await self._store.save(self.info.id, StoredRoom(room.to_json(), self._revision + 1))
        except StaleRoom:
            if not self._bus.shared:
                raise
            return False
        self._revision += 1
        room.saved()
        for node in sorted(nodes):
            self._bus.wake(node, self.info.id, self._revision)
        return True

    async def _catch_up(self, before: Room) -> Room:
        """Take up what another node has stored, and give our links what is in it for them."""
        stored = await self._store.load(self.info.id)
        if stored is None:
            raise StaleRoom(self.info.id)
        room = self._take_up(stored)
        follow(room.state, before.state, now_s=self._clock.monotonic_s(), wall_s=self._clock.wall_s())
        for name in list(self._mine):
            link = self._links.get(name)
            if link is None or not link.participant:  # on its way out, or its hello is not stored yet
                continue
            endpoint, left = room.holds(name), parting(room.state, name)
            if endpoint is not None:
                waiting = endpoint.outbox.pending
            else:
                waiting = left.rest if left is not None else []
            for message in waiting:
                if (message.seq or 0) > link.told and not self._give(link, message):
                    self.gone(name)
            if endpoint is None:
                self._mine.pop(name, None)
                link.finish(left.bye if left else bye(ErrorCode.SERVER_ERROR, retry=True))
        return room

    # -- going out -------------------------------------------------------------------------------

    def _is_elsewhere(self, link: str) -> bool:
        return node_of(link) != self._bus.node and self._lives(link)

    def _carry_out(self, actions: Sequence[Action]) -> None:
        told: ServerMessage | None = None
        text = ""
        for action in actions:
            link = self._links.get(action.link)
            if link is None:
                if isinstance(action, Send) and isinstance(action.message, Candidate | PeerLevels):
                    self._send_away(action.link, action.message)
            elif isinstance(action, Close):
                self._mine.pop(action.link, None)
                link.finish(action.bye)
            elif isinstance(action.message, Durable | Welcome):
                if not self._give(link, action.message):
                    self.gone(action.link)
            else:
                if action.message is not told:  # to many it is the same text
                    told, text = action.message, action.message.model_dump_json()
                if not link.post_text(text):
                    self.gone(action.link)

    def _send_away(self, link: str, message: ServerMessage) -> None:
        if self._is_elsewhere(link):
            text = message.model_dump_json()
            self._bus.carry(node_of(link), self.info.id, self._revision, link, text)

    def _give(self, link: Link, message: ServerMessage) -> bool:
        if isinstance(message, Durable):
            link.told = message.seq or link.told
        return link.post(self._with_ice(link, message))

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
