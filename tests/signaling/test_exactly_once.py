"""Durable messages over a network that loses, doubles and dies, and a server that is killed."""

from __future__ import annotations

import random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from signaling.messages import Admit, Chat, ChatLine, Role, Welcome
from tests.signaling.world import Device, World


class Lesson(RuleBasedStateMachine):
    """A teacher and two pupils chat while everything that can go wrong with transports does.

    Nobody stays away for 60 s, so nobody may ever have to start anew.
    """

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.devices: list[Device] = []
        self.sent: dict[str, list[str]] = {}

    @initialize()
    def begin(self) -> None:
        teacher = self.world.device("teacher", Role.TEACHER)
        self.devices = [teacher, self.world.device("one"), self.world.device("two")]
        for device in self.devices:
            device.connect()
            self.world.settle()
            if device is not teacher:
                self.world.admit(teacher, device.claims.participant)
        self.sent = {device.claims.participant: [] for device in self.devices}

    who = st.integers(0, 2)

    @rule(who=who)
    def write(self, who: int) -> None:
        device = self.devices[who]
        lines = self.sent[device.claims.participant]
        lines.append(f"{device.claims.participant} {len(lines)}")
        device.send(Chat(text=lines[-1]))

    @rule(who=who, twice=st.booleans(), count=st.integers(1, 6))
    def arrive_at_room(self, who: int, twice: bool, count: int) -> None:
        for _ in range(count):
            self.devices[who].deliver_to_room(twice=twice)

    @rule(who=who, twice=st.booleans(), count=st.integers(1, 6))
    def arrive_at_client(self, who: int, twice: bool, count: int) -> None:
        for _ in range(count):
            self.devices[who].deliver_to_client(twice=twice)

    @rule(who=who)
    def cut(self, who: int) -> None:
        self.devices[who].cut()

    @rule(who=who)
    def vanish(self, who: int) -> None:
        self.devices[who].vanish()

    @rule(who=who)
    def connect(self, who: int) -> None:
        self.devices[who].connect()

    @rule()
    def kill(self) -> None:
        self.world.kill()

    @rule(who=who)
    def kill_between_storing_and_answering(self, who: int) -> None:
        device = self.devices[who]
        link = device.link or ""
        self.world.step(lambda room, now_s: room.disconnected(link, now_s=now_s), killed=True)

    @invariant()
    def nothing_came_twice_or_out_of_order(self) -> None:
        log = [line.text for line in self.world.room.state.chat]
        for device in self.devices:
            heard = [line.text for line in device.got(ChatLine)]
            assert heard == log[: len(heard)]

    def teardown(self) -> None:
        for device in self.devices:
            device.connect()
        self.world.settle()
        log = [line.text for line in self.world.room.state.chat]
        for device in self.devices:
            assert [line.text for line in device.got(ChatLine)] == log
            own = [text for text in log if text.startswith(device.claims.participant)]
            assert own == self.sent.get(device.claims.participant, [])
            assert not device.session.unacked
            assert [welcome.resumed for welcome in device.got(Welcome)[1:]].count(False) == 0


TestLesson = Lesson.TestCase
TestLesson.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def test_a_thousand_lines_survive_a_hundred_cuts_and_ten_kills() -> None:
    world = World()
    teacher, pupil = world.device("teacher", Role.TEACHER), world.device("pupil")
    for device in (teacher, pupil):
        device.connect()
        world.settle()
    teacher.send(Admit(participant="pupil"))
    world.settle()
    rng = random.Random(4)
    sent = 0
    while sent < 1000:
        device = rng.choice((teacher, pupil))
        if device.link is None:
            device.connect()
        for _ in range(rng.randrange(1, 6)):
            device.send(Chat(text=f"{sent}"))
            sent += 1
        for _ in range(rng.randrange(40)):
            rng.choice((teacher, pupil)).deliver_to_room(twice=rng.random() < 0.2)
            rng.choice((teacher, pupil)).deliver_to_client(twice=rng.random() < 0.2)
        if rng.random() < 0.3:
            rng.choice((teacher, pupil)).cut()
        if rng.random() < 0.03:
            world.kill()
    for device in (teacher, pupil):
        device.connect()
    world.settle()
    for device in (teacher, pupil):
        heard = [int(line.text) for line in device.got(ChatLine)]
        assert sorted(heard) == list(range(sent))
    assert [line.text for line in teacher.got(ChatLine)] == [line.text for line in pupil.got(ChatLine)]
