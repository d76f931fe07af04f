"""Nobody enters a lesson whom the teacher hasn't let in, whatever anybody sends in whatever order."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from signaling.messages import (
    Ack,
    Admission,
    Admit,
    Admitted,
    Bye,
    Candidate,
    Chat,
    ClientMessage,
    ConnectionState,
    Description,
    EndpointKind,
    Error,
    Hello,
    Leave,
    Levels,
    Media,
    Refuse,
    Remove,
    Resume,
    Role,
    ServerMessage,
    SetMedia,
    SetProfile,
    Welcome,
)
from signaling.room import Room
from signaling.state import Action, Close
from signaling.waiting_messages import Door, SayWaiting
from signaling.wire import Durable
from tests.signaling.world import LESSON, claims, seeded_keys

PEOPLE = {
    "anna": Role.TEACHER,
    "berit": Role.TEACHER,
    "pia": Role.PUPIL,
    "pelle": Role.PUPIL,
    "olle": Role.OBSERVER,
    "ove": Role.OBSERVER,
    "ulla": Role.PUPIL,
}
FOR_ANYONE = (Welcome, Ack, Admitted, Door, Error, Bye)
RELAYED = ("description", "candidate", "chat_line", "peer_levels")

people = st.sampled_from(sorted(PEOPLE))
connections = st.integers(1, 30).map(lambda n: f"c{n}")
messages: st.SearchStrategy[ClientMessage] = st.one_of(
    st.builds(Admit, participant=people),
    st.builds(Admit, participant=people),
    st.builds(Refuse, participant=people, word=st.sampled_from(["", "soon"])),
    st.builds(Remove, participant=people),
    st.builds(
        Description, connection=connections, kind=st.sampled_from(["offer", "answer"]), sdp=st.just("v=0")
    ),
    st.builds(Candidate, connection=connections, candidate=st.just("candidate:1")),
    st.builds(ConnectionState, connection=connections, state=st.sampled_from(["up", "silent", "failed"])),
    st.builds(SayWaiting, ready=st.sampled_from([None, "soon"])),
    st.builds(SetProfile, profile=st.sampled_from(["duet", "studio"])),
    st.builds(SetMedia, microphone=st.booleans(), camera=st.booleans()),
    st.builds(Chat, text=st.just("hej")),
    st.builds(Levels, peak_dbfs=st.just(-20.0)),
    st.builds(Leave),
    st.builds(Ack, seq=st.integers(0, 12)),
)


@dataclass
class Come:
    who: str
    kind: EndpointKind
    media: Media
    resume_of: int | None
    seen: int
    key_right: bool


@dataclass
class Say:
    link: int
    message: ClientMessage
    seq_off: int


@dataclass
class Go:
    link: int


@dataclass
class Wait:
    seconds: float


@dataclass
class Restart:
    pass


@dataclass
class Revoke:
    who: str


events = st.one_of(
    st.builds(
        Come,
        who=people,
        kind=st.sampled_from(EndpointKind),
        media=st.builds(Media, audio=st.booleans(), video=st.booleans()),
        resume_of=st.none() | st.integers(0, 20),
        seen=st.integers(0, 8),
        key_right=st.sampled_from([True, True, False]),
    ),
    *[
        st.builds(
            Say, link=st.integers(0, 20), message=messages, seq_off=st.sampled_from([0, 0, 0, 0, 0, -1, 1])
        )
    ]
    * 4,
    st.builds(Go, link=st.integers(0, 20)),
    st.builds(Wait, seconds=st.sampled_from([0.1, 9.0, 11.0, 59.0, 61.0])),
    st.builds(Restart),
    st.builds(Revoke, who=people),
)


Event = Come | Say | Go | Wait | Restart | Revoke


@dataclass
class Seat:
    """What the model knows of an endpoint: by its own book-keeping, not by the room's."""

    person: str
    endpoint: str
    key: str
    let_in: bool
    sent: int = 0
    got: int = 0


@dataclass
class Book:
    """Drives a room and a copy of it that goes through JSON before every input, and keeps the books."""

    room: Room = field(
        default_factory=lambda: Room.open(LESSON, now_s=0.0, wall_s=1e9, new_key=seeded_keys(1))
    )
    now_s: float = 0.0
    links: list[str] = field(default_factory=list)
    holders: dict[str, Seat] = field(default_factory=dict)  # link -> seat
    seats: list[Seat] = field(default_factory=list)
    told_bye: set[str] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)

    def run(self, event: Event) -> None:
        if isinstance(event, Come):
            self._come(event)
        elif isinstance(event, Say) and self.links:
            pool = list(self.holders) if self.holders and event.link % 4 else self.links
            self._say(pool[event.link % len(pool)], event)
        elif isinstance(event, Go) and self.links:
            link = self.links[event.link % len(self.links)]
            self.holders.pop(link, None)
            self._check(self.room.disconnected(link, now_s=self.now_s), source=None)
        elif isinstance(event, Wait):
            self.now_s += event.seconds
            self._check(self.room.tick(now_s=self.now_s), source=None)
        elif isinstance(event, Restart):
            self.holders.clear()
            self.room = Room.from_json(self.room.to_json(), new_key=seeded_keys(len(self.links) + 7))
            self._check(self.room.restarted(now_s=self.now_s, wall_s=1e9), source=None)
        elif isinstance(event, Revoke):
            self._check(self.room.revoke(f"i-{event.who}", now_s=self.now_s), source=None)
        self._invariants()

    def _come(self, event: Come) -> None:
        resume, seat = None, None
        if event.resume_of is not None and self.seats:
            seat = self.seats[event.resume_of % len(self.seats)]
            key = seat.key if event.key_right else "wrong-key-wrong-key"
            resume = Resume(endpoint=seat.endpoint, key=key, seen=event.seen)
        link = f"l{len(self.links)}"
        self.links.append(link)
        hello = Hello(token="token", endpoint=event.kind, media=event.media, resume=resume)
        actions = self.room.hello(link, claims(event.who, PEOPLE[event.who]), hello, now_s=self.now_s)
        for action in actions:
            if action.link == link and not isinstance(action, Close) and isinstance(action.message, Welcome):
                self._welcomed(link, action.message, seat, event)
        self._check(actions, source=None)

    def _welcomed(self, link: str, welcome: Welcome, seat: Seat | None, event: Come) -> None:
        if seat is not None and welcome.endpoint == seat.endpoint:
            assert event.key_right
            assert event.who == seat.person
            assert welcome.seen == seat.sent
            self.holders = {name: held for name, held in self.holders.items() if held is not seat}
            seat.got = event.seen if welcome.resumed else 0
        else:
            assert not welcome.resumed
            teacher = PEOPLE[event.who] is Role.TEACHER
            seat = Seat(event.who, welcome.endpoint, welcome.resume_key, let_in=teacher)
            assert all(welcome.endpoint != other.endpoint for other in self.seats)
            self.seats.append(seat)
        assert (welcome.admission is Admission.ADMITTED) == seat.let_in
        self.holders[link] = seat

    def _say(self, link: str, event: Say) -> None:
        seat = self.holders.get(link)
        message = self._mostly_real(event.message)
        counted = False
        if isinstance(message, Durable):
            number = (seat.sent if seat else 0) + 1 + event.seq_off
            message = message.model_copy(update={"seq": max(1, number)})
            counted = seat is not None and message.seq == seat.sent + 1
        if seat is not None and counted:
            seat.sent += 1
            if seat.let_in and PEOPLE[seat.person] is Role.TEACHER:
                self._teacher_decides(message)
        actions = self.room.receive(link, message, now_s=self.now_s)
        self._check(actions, source=seat or Seat("nobody", "", "", let_in=False))

    def _mostly_real(self, message: ClientMessage) -> ClientMessage:
        """Let three of four connection ids be ids of connections there are."""
        if not isinstance(message, Description | Candidate | ConnectionState):
            return message
        pick, real = int(message.connection[1:]), sorted(self.room.state.connections)
        if not real or pick % 4 == 0:
            return message
        return message.model_copy(update={"connection": real[pick % len(real)]})

    def _teacher_decides(self, message: ClientMessage) -> None:
        if not isinstance(message, Admit | Remove):
            return
        there = {e.id for e in self.room.state.endpoints.values()}
        inside = {seat.person for seat in self.seats if seat.let_in and seat.endpoint in there}
        full = len(inside) >= 4 and message.participant not in inside
        for seat in self.seats:
            if seat.person == message.participant and seat.endpoint in there:
                if isinstance(message, Admit):
                    seat.let_in = seat.let_in or not full
                elif PEOPLE[seat.person] is not Role.TEACHER:
                    seat.let_in = False

    def _check(self, actions: list[Action], *, source: Seat | None) -> None:
        for action in actions:
            assert action.link not in self.told_bye, "something came after bye"
            if isinstance(action, Close):
                self.told_bye.add(action.link)
                self.holders.pop(action.link, None)
                continue
            message = action.message
            self.kinds[message.type] += 1
            seat = self.holders.get(action.link)
            if not isinstance(message, FOR_ANYONE):
                assert seat is not None and seat.let_in, f"{message.type} to one who was not let in"
            if source is not None and not source.let_in:
                assert message.type not in RELAYED, f"{message.type} from one who was not let in"
            self._in_order(seat, message)

    def _in_order(self, seat: Seat | None, message: ServerMessage) -> None:
        if isinstance(message, Durable) and seat is not None:
            assert message.seq == seat.got + 1
            seat.got += 1

    def _invariants(self) -> None:
        state = self.room.state
        held = [e.link for e in state.endpoints.values() if e.link is not None]
        assert len(held) == len(set(held))
        assert {e.id for e in state.endpoints.values() if e.link} == {
            seat.endpoint for seat in self.holders.values()
        }
        assert len(state.admitted_participants()) <= 4
        inside = {e.id for e in state.admitted_endpoints()}
        assert inside <= {seat.endpoint for seat in self.seats if seat.let_in}
        for connection in state.connections.values():
            assert {connection.a, connection.b} <= inside
        kinds = [(e.participant, e.kind) for e in state.admitted_endpoints()]
        assert len(kinds) == len(set(kinds))
        due_s = self.room.next_timeout()
        assert due_s is None or due_s > self.now_s or any(c.close_at_s for c in state.connections.values())


@settings(max_examples=300, deadline=None)
@given(st.lists(events, max_size=60))
def test_only_those_let_in_hear_or_are_heard(script: list[Event]) -> None:
    book = Book()
    for event in script:
        book.run(event)


def _walk(rng: random.Random, length: int) -> list[Event]:
    """A long script in which much happens: everybody comes, teachers let in, connections are used."""
    both = Media(audio=True, video=True)
    script: list[Event] = [Come(who, EndpointKind.PAGE, both, None, 0, key_right=True) for who in PEOPLE]
    while len(script) < length:
        about = rng.choice(sorted(PEOPLE))
        connection = f"c{rng.randrange(8, 8 + length // 4)}"
        offer = Description(connection=connection, kind="offer", sdp="v=0")
        wishes: list[ClientMessage] = [
            Admit(participant=about),
            Remove(participant=about),
            Refuse(participant=about),
        ]
        uses: list[ClientMessage] = [
            offer,
            Candidate(connection=connection),
            ConnectionState(connection=connection, state="failed"),
        ]
        others: list[ClientMessage] = [Chat(text="hej"), Levels(peak_dbfs=-9.0), Ack(seq=3), Leave()]
        message = rng.choice([wishes[0], offer, *wishes, *uses, *others])
        script.append(Say(rng.randrange(60), message, rng.choice((0, 0, 0, 0, 0, 0, -1, 1))))
        if rng.random() < 0.15:
            media = Media(audio=rng.random() < 0.8, video=rng.random() < 0.5)
            back = rng.choice((None, rng.randrange(60)))
            kind = rng.choice(list(EndpointKind))
            script.append(Come(about, kind, media, back, rng.randrange(20), key_right=rng.random() < 0.8))
        if rng.random() < 0.1:
            script.append(rng.choice((Go(rng.randrange(60)), Wait(rng.choice((1.0, 11.0, 61.0))))))
        if rng.random() < 0.01:
            script.append(rng.choice((Restart(), Revoke(about))))
    return script


def test_nor_on_long_walks_in_which_much_happens() -> None:
    kinds: Counter[str] = Counter()
    for seed in range(25):
        book = Book()
        for event in _walk(random.Random(seed), 300):
            book.run(event)
        kinds += book.kinds
    assert min(kinds[kind] for kind in (*RELAYED, "connection_open", "connection_close", "roster")) > 20


def _transcript(script: list[Event], *, through_json: bool) -> list[object]:
    keys = seeded_keys(3)
    room = Room.open(LESSON, now_s=0.0, wall_s=1e9, new_key=keys)
    now_s, count, said = 0.0, 0, dict[str, int]()
    out: list[object] = []
    for event in script:
        if through_json:
            room = Room.from_json(room.to_json(), new_key=keys)
        if isinstance(event, Come):
            hello = Hello(token="t", endpoint=event.kind, media=event.media)
            out.append(room.hello(f"l{count}", claims(event.who, PEOPLE[event.who]), hello, now_s=now_s))
            count += 1
        elif isinstance(event, Say) and count:
            link = f"l{event.link % count}"
            message = event.message
            if isinstance(message, Durable):
                said[link] = said.get(link, 0) + 1
                message = message.model_copy(update={"seq": said[link]})
            out.append(room.receive(link, message, now_s=now_s))
        elif isinstance(event, Go) and count:
            out.append(room.disconnected(f"l{event.link % count}", now_s=now_s))
        elif isinstance(event, Wait):
            now_s += event.seconds
            out.append(room.tick(now_s=now_s))
        elif isinstance(event, Revoke):
            out.append(room.revoke(f"i-{event.who}", now_s=now_s))
        out.append(room.next_timeout())
    return [*out, room.to_json()]


@settings(max_examples=100, deadline=None)
@given(st.lists(events, max_size=50))
def test_going_through_json_at_every_step_changes_nothing(
    script: list[Event],
) -> None:
    assert _transcript(script, through_json=True) == _transcript(script, through_json=False)
