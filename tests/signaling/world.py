"""A room and its clients on a network that is turned by hand: what is sent waits until delivered or lost.

After every input the state is stored before anything goes out, as the service does it, so that
`kill` can bring the room back from what a killed server would have left.
"""

from __future__ import annotations

import itertools
import random
from collections import deque
from collections.abc import Callable
from typing import TypeVar

from signaling.messages import (
    Admit,
    ClientMessage,
    EndpointKind,
    Hello,
    LessonInfo,
    Media,
    Role,
    ServerMessage,
    client_messages,
)
from signaling.room import Room
from signaling.session import Session
from signaling.state import Action, Close
from signaling.tokens import Claims

M = TypeVar("M")

BOTH = Media(audio=True, video=True)
LESSON = LessonInfo(id="lesson", instrument="violin", teacher="Anna")


def seeded_keys(seed: int) -> Callable[[], str]:
    rng = random.Random(seed)
    return lambda: f"key-{rng.getrandbits(128):032x}"


def claims(participant: str, role: Role = Role.PUPIL) -> Claims:
    return Claims(
        lesson="lesson",
        participant=participant,
        role=role,
        name=participant.title(),
        invite=f"i-{participant}",
        expires_s=2**40,
    )


class Device:
    """One client: its half of the protocol and its transport, if it has one."""

    def __init__(self, world: World, participant: str, role: Role, kind: EndpointKind, media: Media) -> None:
        self.world = world
        self.claims = claims(participant, role)
        self.session = Session("token", kind=kind, media=media)
        self.link: str | None = None
        self.to_room: deque[str] = deque()
        self.to_client: deque[str] = deque()
        self.heard: list[ServerMessage] = []

    def connect(self) -> None:
        self.cut()
        self.vanish()
        self.link = self.world.new_link(self)
        self.to_room.append(self.session.connected())

    def cut(self) -> None:
        """The transport dies with all that is on its way; the room notices at once."""
        if self.link is not None:
            link = self.vanish()
            self.world.step(lambda room, now_s: room.disconnected(link, now_s=now_s))

    def vanish(self) -> str:
        """The transport dies and the room notices nothing yet."""
        link = self.link or ""
        self.world.devices_by_link.pop(link, None)
        self.link = None
        self.to_room.clear()
        self.to_client.clear()
        self.session.disconnected()
        return link

    def send(self, message: ClientMessage) -> None:
        self.to_room.extend(self.session.send(message))

    def deliver_to_room(self, *, twice: bool = False) -> None:
        if self.link is None or not self.to_room:
            return
        text = self.to_room.popleft()
        for _ in range(2 if twice else 1):
            self.world.hand_in(self, text)

    def deliver_to_client(self, *, twice: bool = False) -> None:
        if not self.to_client:
            return
        text = self.to_client.popleft()
        for _ in range(2 if twice else 1):
            received = self.session.receive(text)
            if received.message is not None:
                self.heard.append(received.message)
            self.to_room.extend(received.replies)

    def got(self, kind: type[M]) -> list[M]:
        """Everything heard of one kind, oldest first."""
        return [message for message in self.heard if isinstance(message, kind)]


class World:
    """One room, its clients, and the time."""

    def __init__(self, seed: int = 0) -> None:
        self.now_s = 100.0
        self.seed = seed
        self.new_key = seeded_keys(seed)
        self.room = Room.open(LESSON, now_s=self.now_s, wall_s=1_800_000_000.0, new_key=self.new_key)
        self.stored = self.room.to_json()
        self.devices: list[Device] = []
        self.devices_by_link: dict[str, Device] = {}
        self._links = itertools.count(1)

    def device(
        self,
        participant: str,
        role: Role = Role.PUPIL,
        *,
        kind: EndpointKind = EndpointKind.PAGE,
        media: Media = BOTH,
    ) -> Device:
        device = Device(self, participant, role, kind, media)
        self.devices.append(device)
        return device

    def new_link(self, device: Device) -> str:
        link = f"l{next(self._links)}"
        self.devices_by_link[link] = device
        return link

    def hand_in(self, device: Device, text: str) -> None:
        link = device.link or ""
        message = client_messages.validate_json(text)
        if isinstance(message, Hello):
            hello = message
            self.step(lambda room, now_s: room.hello(link, device.claims, hello, now_s=now_s))
        else:
            self.step(lambda room, now_s: room.receive(link, message, now_s=now_s))

    def step(self, change: Callable[[Room, float], list[Action]], *, killed: bool = False) -> None:
        """One input; `killed`: the server dies after storing and before answering."""
        actions = change(self.room, self.now_s)
        if self.room.changed:
            self.stored = self.room.to_json()
            self.room.changed = False
        if killed:
            self.kill()
            return
        for action in actions:
            device = self.devices_by_link.get(action.link)
            if device is None:
                continue
            message = action.bye if isinstance(action, Close) else action.message
            device.to_client.append(message.model_dump_json())
            if isinstance(action, Close):
                del self.devices_by_link[action.link]
                device.link = None

    def kill(self) -> None:
        """The server dies and another one takes up what was stored."""
        for device in self.devices:
            device.vanish()
        self.room = Room.from_json(self.stored, new_key=self.new_key)
        self.now_s += 1.0
        self.step(lambda room, now_s: room.restarted(now_s=now_s, wall_s=1_800_000_000.0 + now_s))

    def later(self, seconds: float) -> None:
        self.now_s += seconds
        self.step(lambda room, now_s: room.tick(now_s=now_s))

    def settle(self) -> None:
        """Deliver everything, whatever it sets off, until it is quiet."""
        while any(d.to_client or (d.link and d.to_room) for d in self.devices):
            for device in self.devices:
                device.deliver_to_room()
                device.deliver_to_client()

    def admit(self, teacher: Device, participant: str) -> None:
        teacher.send(Admit(participant=participant))
        self.settle()


def lesson(seed: int = 0, *, kind: EndpointKind = EndpointKind.PAGE) -> tuple[World, Device, Device]:
    """A teacher and an admitted pupil, all quiet."""
    world = World(seed)
    teacher, pupil = world.device("teacher", Role.TEACHER, kind=kind), world.device("pupil", kind=kind)
    teacher.connect()
    world.settle()
    pupil.connect()
    world.settle()
    world.admit(teacher, "pupil")
    return world, teacher, pupil
