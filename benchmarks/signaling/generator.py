"""The load on a lesson service, from a process of its own: ``python -m benchmarks.signaling.generator``.

Open loop: every message has the moment at which it is due, whatever became of those before it, and its delay
counts from there to its arrival at the far end. Plan and report are lines of JSON.
"""

from __future__ import annotations

import asyncio
import gc
import heapq
import json
import random
import sys
import time
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from signaling.client import BACKOFF_BASE_S, BACKOFF_CAP_S
from signaling.messages import (
    Admit,
    Bye,
    Candidate,
    Chat,
    ChatLine,
    ConnectionOpen,
    EndpointKind,
    Media,
    Roster,
    Welcome,
)
from signaling.session import Session

TOGETHER = 50
SETTLE_S = 20.0


@dataclass(frozen=True)
class Plan:
    """What is asked of a generator.

    Attributes
    ----------
    sockets : list of str
        Where the nodes are, as ``ws://...``.
    lessons : list of (teacher's token, pupil's token)
    rate : float
        Messages a second over all lessons.
    durable_share : float
        Which part of them is durable (chat); the others are candidates.
    seconds : float
        How long.
    timed : bool
        Whether the report has to say when each message was due.
    apart : bool
        Everybody comes from an address of loopback of their own.
    """

    sockets: list[str]
    lessons: list[tuple[str, str]]
    rate: float
    durable_share: float
    seconds: float
    seed: int
    timed: bool = False
    apart: bool = False


@dataclass
class Report:
    """What came of it. Delays in milliseconds, of the messages due in the measured time."""

    sent: int = 0
    durable: int = 0
    arrived: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    begun_anew: int = 0
    late_ms: float = 0.0
    durable_ms: list[float] = field(default_factory=list)
    all_ms: list[float] = field(default_factory=list)
    due_s: list[float] = field(default_factory=list)
    resumed_s: list[tuple[float, float]] = field(default_factory=list)


class Socket:
    """One page of one person, which stays connected by itself."""

    def __init__(self, load: Load, number: int, token: str, teacher: bool) -> None:
        self.load = load
        self.teacher = teacher
        self.far: Socket | None = None
        self.session = Session(token, kind=EndpointKind.PAGE, media=Media(audio=True))
        self.said: list[str] = []
        self.heard: list[str] = []
        self.connection = ""
        self.ready = asyncio.Event()
        self._wire: ClientConnection | None = None
        self._number = number
        own = {"local_addr": (f"127.1.{number // 250}.{number % 250 + 1}", 0)}
        self._from: dict[str, Any] = own if load.plan.apart else {}
        self._rng = random.Random(load.plan.seed * 100_003 + number)  # noqa: S311

    async def live(self) -> None:
        """Connect, and again, for ever."""
        failures, away_s = 0, None
        while True:
            where = self.load.plan.sockets[(self._number + failures) % len(self.load.plan.sockets)]
            try:
                async with connect(
                    where, compression=None, ping_interval=None, max_size=None, **self._from
                ) as wire:
                    await wire.send(self.session.connected())
                    self._wire = wire
                    async for text in wire:
                        await self._take(str(text))
                        if self.session.online and (failures or away_s is not None):
                            failures = 0
                            if away_s is not None:
                                self.load.report.resumed_s.append((away_s, time.time() - away_s))
                            away_s = None
            except (OSError, WebSocketException, TimeoutError):
                pass
            self._wire = None
            away_s = time.time() if away_s is None and self.session.welcome else away_s
            failures += 1
            self.session.disconnected()
            await asyncio.sleep(
                self._rng.uniform(0.0, min(BACKOFF_CAP_S, BACKOFF_BASE_S * 2 ** (failures - 1)))
            )

    async def _take(self, text: str) -> None:
        received = self.session.receive(text)
        for reply in received.replies:
            await self._send(reply)
        message = received.message
        if isinstance(message, Candidate):
            self.load.arrived(str(message.candidate))
        elif isinstance(message, ChatLine):
            self.heard.append(message.text)
            if self.far is not None and message.participant != self._me:
                self.load.arrived(message.text, durable=True)
        elif isinstance(message, ConnectionOpen):
            self.connection = message.connection
            self.ready.set()
        elif isinstance(message, Welcome):
            self.load.report.begun_anew += bool(self.said) and not message.resumed
        elif isinstance(message, Roster) and self.teacher:
            for person in message.participants:
                if any(not endpoint.admitted for endpoint in person.endpoints):
                    await self._ask(Admit(participant=person.id))
        elif isinstance(message, Bye) and self._wire is not None:
            await self._wire.close()

    @property
    def _me(self) -> str:
        return self.session.welcome.participant if self.session.welcome else ""

    async def say(self, due_s: float, *, durable: bool) -> None:
        """Send one message that was due at that unix time."""
        text = f"{self._number} {len(self.said)} {due_s:.6f}"
        if durable:
            self.said.append(text)
            await self._ask(Chat(text=text))
        else:
            await self._ask(Candidate(connection=self.connection, candidate=text))

    async def _ask(self, message: Chat | Candidate | Admit) -> None:
        for text in self.session.send(message):
            await self._send(text)

    async def _send(self, text: str) -> None:
        if self._wire is not None:
            try:
                await self._wire.send(text)
            except (OSError, WebSocketException):
                return


class Load:
    """All sockets, and what they found."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.report = Report()
        self.until_s = 0.0
        self.sockets: list[Socket] = []
        for teacher, pupil in plan.lessons:
            one = Socket(self, len(self.sockets), teacher, True)
            two = Socket(self, len(self.sockets) + 1, pupil, False)
            one.far, two.far = two, one
            self.sockets += [one, two]
        self._tasks: list[asyncio.Task[None]] = []

    def arrived(self, text: str, *, durable: bool = False) -> None:
        """A message is at the far end."""
        due_s = float(text.rsplit(" ", 1)[-1])
        delay_ms = (time.time() - due_s) * 1000
        if self.plan.timed:
            self.report.due_s.append(due_s)
        self.report.arrived += 1
        self.report.all_ms.append(delay_ms)
        if durable:
            self.report.durable_ms.append(delay_ms)

    async def open(self) -> None:
        """Bring everybody into their lesson."""
        for start in range(0, len(self.sockets), TOGETHER):
            some = self.sockets[start : start + TOGETHER]
            self._tasks += [asyncio.create_task(socket.live()) for socket in some]
            await asyncio.gather(*(socket.ready.wait() for socket in some))

    async def run(self) -> None:
        """Send for the planned time, let it settle, and judge."""
        rng = random.Random(self.plan.seed)  # noqa: S311
        begin_s = time.time()
        total = int(self.plan.rate * self.plan.seconds)
        sending: set[asyncio.Task[None]] = set()
        for number in range(total):
            due_s = begin_s + number / self.plan.rate
            left_s = due_s - time.time()
            if left_s > 0.001:
                await asyncio.sleep(left_s)
            elif number % 20 == 0:
                await asyncio.sleep(0)  # behind or not: what has arrived must be read
            self.report.late_ms = max(self.report.late_ms, (time.time() - due_s) * 1000)
            durable = rng.random() < self.plan.durable_share
            self.report.sent += 1
            self.report.durable += durable
            task = asyncio.create_task(rng.choice(self.sockets).say(due_s, durable=durable))
            sending.add(task)
            task.add_done_callback(sending.discard)
        await asyncio.gather(*sending)
        deadline_s = time.time() + SETTLE_S
        while time.time() < deadline_s and not all(map(_complete, self.sockets)):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        for socket in self.sockets:
            self.judge(socket)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def judge(self, socket: Socket) -> None:
        """Compare what one socket said with what both ends of its lesson heard."""
        assert socket.far is not None
        for said, ears in ((socket.said, socket), (socket.said, socket.far)):
            mine = set(said)
            heard = [text for text in ears.heard if text in mine]
            once = list(dict.fromkeys(heard))
            self.report.lost += len(mine) - len(once)
            self.report.doubled += len(heard) - len(once)
            place = {text: number for number, text in enumerate(said)}
            numbers = [place[text] for text in once]
            self.report.disordered += sum(b < a for a, b in pairwise(numbers))


def _complete(socket: Socket) -> bool:
    far = socket.far
    return far is not None and len(socket.heard) >= len(socket.said) + len(far.said)


def summary(report: Report) -> dict[str, Any]:
    """The report with its delays as they are; only the largest of the ephemeral ones are many."""
    told = asdict(report)
    told["worst_ms"] = heapq.nlargest(5, report.all_ms)
    return told


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


async def _main() -> None:
    asked = json.loads(sys.stdin.readline())
    load = Load(Plan(**{**asked, "lessons": [(one, two) for one, two in asked["lessons"]]}))
    await load.open()
    gc.freeze()  # it has a million objects by now, and a look through all of them would count as the server's
    gc.disable()
    _say({"type": "ready", "at_s": time.time()})
    await asyncio.to_thread(sys.stdin.readline)
    await load.run()
    _say({"type": "report", **summary(load.report)})


if __name__ == "__main__":
    try:
        import uvloop

        uvloop.run(_main())
    except ModuleNotFoundError:
        asyncio.run(_main())
