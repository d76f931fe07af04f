"""A lesson on several nodes with everything that can go wrong, from one seed: the real service and client.

What is simulated is around them: time, transports, store and bus. Nodes are killed and drained, cut off from
the store and from each other, store and bus go down and come back, wall clocks jump, transports break. At
the end all is well again, and then every promise must have been kept (judge.py).
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from benchmarks.signaling.judge import Judge, check
from benchmarks.signaling.permits import NodeWarden, Permits
from benchmarks.signaling.virtual import run
from benchmarks.signaling.world import LESSON, Database, Directory, End, Lot, NodeBus, Pipe, Wire
from signaling.client import RoomClient
from signaling.connection import Connection, ConnectionLost
from signaling.invite import Invite
from signaling.messages import (
    Admit,
    Candidate,
    Chat,
    EndpointKind,
    Media,
    Role,
    Roster,
    ServerMessage,
    Welcome,
)
from signaling.ports import Clock
from signaling.recording_messages import SetRecording
from signaling.service import LessonService
from signaling.tokens import Claims, issue

KEY = "k" * 32
WALL_S = 1_800_000_000.0
NODES = 2
TROUBLES = 4
LINES = 4
LOOK_S = 1.0
QUIET_S = 12.0


@dataclass
class Outcome:
    """How a simulated lesson went: what was stored, and a digest that is the same for the same seed."""

    seed: int
    revisions: int
    lines: int
    trace: str


class Person:
    """One client with its real protocol, and all it ever heard."""

    def __init__(self, world: Simulation, name: str, role: Role) -> None:
        claims = Claims(
            lesson=LESSON.id,
            participant=name,
            role=role,
            name=name.title(),
            invite=f"i-{name}",
            expires_s=int(WALL_S) + 10**6,
        )
        self.name = name
        self.world = world
        self.end: End | None = None
        self.sent: list[str] = []
        self.heard: list[ServerMessage] = []
        self.client = RoomClient(
            Invite("https://school.example", issue(KEY, claims)),
            kind=EndpointKind.PAGE,
            media=Media(audio=True, video=True),
            connect=self._connect,
            rng=world.lot.rng,
        )

    async def listen(self) -> None:
        async for message in self.client:
            self.world.judge.heard(self.name, message)
            self.heard.append(message)
            if self.name == "teacher" and isinstance(message, Roster):
                self._let_in(message)

    def say(self) -> None:
        text = f"{self.name} {len(self.sent)}"
        self.sent.append(text)
        self.client.send(Chat(text=text))
        self.client.send(Candidate(connection="c5", candidate="candidate:1"))
        if self.name == "teacher":
            self.client.send(SetRecording(running=True))

    def _let_in(self, roster: Roster) -> None:
        for person in roster.participants:
            waits = any(not endpoint.admitted for endpoint in person.endpoints)
            if waits and person.id != "stranger":
                self.world.judge.allowed.add(person.id)
                self.client.send(Admit(participant=person.id))

    async def _connect(self) -> Connection:
        await self.world.lot.while_(0.05)
        nodes = [bus for bus in self.world.wire.nodes.values() if bus.service is not None and not bus.dead]
        if not nodes:
            raise ConnectionLost("no node")
        bus = self.world.lot.rng.choice(nodes)
        there, back = Pipe(self.world.lot), Pipe(self.world.lot)
        self.end = End(back, there)
        self.world.serve(bus, End(there, back))
        return self.end

    @property
    def resumed(self) -> bool:
        """Whether it never had to begin anew after it was let in."""
        welcomes = [message for message in self.heard if isinstance(message, Welcome)]
        return len({welcome.endpoint for welcome in welcomes}) == 1 and not self.client.session.dropped


class Simulation:
    """All of it; `play` it once."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.lot = Lot(random.Random(seed))  # noqa: S311 - to be the same again
        # Nobody has asked the stranger, and of the others one may not want it.
        self.permits = Permits({"teacher", "pupil", self.lot.rng.choice(("friend", "pupil"))})
        self.judge = Judge("teacher", self.permits.cover)
        self.wire = Wire(self.lot)
        self.database = Database(self.lot, self.judge.stored)
        self.jump_s = 0.0
        self._keys = random.Random(seed + 1)  # noqa: S311
        self._ends: dict[str, list[End]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._nodes = 0

    async def play(self) -> Outcome:
        """Play it and judge it. Raises BrokenPromiseError."""
        for _ in range(NODES):
            self.start_node()
        people = [Person(self, "teacher", Role.TEACHER)]
        people += [Person(self, name, Role.PUPIL) for name in ("pupil", "friend", "stranger")]
        for person in people:
            self._spawn(person.listen())
            person.client.start()
        await asyncio.sleep(2.0)
        talking = self._spawn(self._talk(people[:3]))
        for _ in range(TROUBLES):
            await self.lot.while_(1.0)
            what = self.lot.rng.choice(TROUBLE)
            self.judge.note(what.__name__)
            await what(self, self.lot.rng.choice(people))
        await talking
        await asyncio.sleep(QUIET_S)
        self.judge.confirm()
        self.judge.recorded()
        for person in people[:3]:
            check(not person.client.session.unacked, "everything is acknowledged in the end")
            self.judge.lines(person.heard, person.sent, resumed=person.resumed)
        check(len(self.judge.log) == 3 * LINES, "no line is lost or doubled")
        check({person.name for person in people[:3]} == self.judge.allowed, "the people are in the lesson")
        return Outcome(self.seed, self.judge.revision, len(self.judge.log), self.judge.trace)

    async def _talk(self, people: list[Person]) -> None:
        turns = [person for person in people for _ in range(LINES)]
        self.lot.rng.shuffle(turns)
        for person in turns:
            await self.lot.while_(2.0 * TROUBLES / len(turns))
            person.say()

    # -- nodes -----------------------------------------------------------------------------------

    def start_node(self) -> None:
        """Another node serves the lesson."""
        self._nodes += 1
        bus = NodeBus(f"n{self._nodes}", self.wire, self.database)
        loop = asyncio.get_running_loop()
        skew_s = 1000.0 * self._nodes
        warden = NodeWarden(self.permits, bus, self.lot)
        bus.service = LessonService(
            store=bus,
            directory=Directory(),
            token_key=KEY,
            clock=Clock(lambda: loop.time() + skew_s, lambda: WALL_S + loop.time() + self.jump_s),
            bus=bus,
            new_key=lambda: f"key-{self._keys.getrandbits(128):032x}",
            warden=warden,
        )
        self._ends[bus.node] = []
        self._spawn(self._look(bus, warden))

    def serve(self, bus: NodeBus, end: End) -> None:
        """A transport has reached a node."""
        assert bus.service is not None
        self._ends[bus.node].append(end)
        self._spawn(bus.service.serve(end))

    async def _look(self, bus: NodeBus, warden: NodeWarden) -> None:
        """What a node does by itself, bus or no bus: ask the store for what is new."""
        service = bus.service
        while bus.service is service and service is not None and not bus.dead:
            await asyncio.sleep(LOOK_S)
            try:
                for lesson in list(service.revisions):
                    service.heard(lesson, await bus.newest())
                    warden.look(service)
            except OSError:
                continue

    def a_node(self) -> NodeBus:
        """One that lives."""
        return self.lot.rng.choice([bus for bus in self.wire.nodes.values() if bus.service and not bus.dead])

    def forget(self, bus: NodeBus) -> None:
        """The others have found out that it is no more."""
        self.wire.nodes.pop(bus.node, None)
        for other in self.wire.nodes.values():
            if other.service is not None:
                other.service.look_round()

    def cut_all(self, bus: NodeBus) -> None:
        """Every transport to this node breaks."""
        for end in self._ends.pop(bus.node, []):
            end.cut()

    def _spawn(self, work: Awaitable[None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            asyncio.get_running_loop().call_exception_handler({"message": "failed", "exception": error})


Trouble = Callable[[Simulation, Person], Awaitable[None]]


async def break_transport(world: Simulation, person: Person) -> None:
    if person.end is not None:
        person.end.cut()


async def kill(world: Simulation, person: Person) -> None:
    bus = world.a_node()
    bus.dead = True
    world.cut_all(bus)
    world.start_node()
    asyncio.get_running_loop().call_later(world.lot.rng.uniform(0.5, 6.0), world.forget, bus)


async def drain(world: Simulation, person: Person) -> None:
    bus = world.a_node()
    world.start_node()
    service, bus.service = bus.service, None
    if service is not None:
        await service.close()
    world.forget(bus)


async def cut_off(world: Simulation, person: Person) -> None:
    bus = world.a_node()
    bus.cut_off = True
    await world.lot.while_(3.0)
    bus.cut_off = False


async def think_dead(world: Simulation, person: Person) -> None:
    bus = world.a_node()
    if len(world.wire.nodes) > 1:
        world.forget(bus)
        await world.lot.while_(1.0)
        world.wire.nodes[bus.node] = bus


async def store_down(world: Simulation, person: Person) -> None:
    world.database.up = False
    await world.lot.while_(3.0)
    world.database.up = True


async def bus_down(world: Simulation, person: Person) -> None:
    world.wire.up = False
    await world.lot.while_(3.0)
    world.wire.up = True


async def withdraw(world: Simulation, person: Person) -> None:
    world.permits.withdraw(person.name)


async def clock_jump(world: Simulation, person: Person) -> None:
    world.jump_s += world.lot.rng.uniform(-3600.0, 3600.0)


TROUBLE: tuple[Trouble, ...] = (
    break_transport,
    kill,
    drain,
    cut_off,
    think_dead,
    store_down,
    bus_down,
    clock_jump,
    withdraw,
)


def simulate(seed: int) -> Outcome:
    """Play one lesson. Raises `judge.BrokenPromiseError` with the promise that was not kept."""
    failures: list[BaseException] = []

    async def play() -> Outcome:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(
            lambda _, context: failures.append(context.get("exception") or RuntimeError())
        )
        outcome = await Simulation(seed).play()
        for failure in failures:
            raise failure
        return outcome

    logging.getLogger("signaling").setLevel(logging.CRITICAL)  # failing is what it is all about
    return run(play())
