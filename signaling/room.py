"""The lesson room: ``(state, message, now_s) -> state, actions``.

No clock, no socket, no randomness of its own: whoever feeds it says what time it is and hands in a
source of resume keys, so the same inputs give the same outputs, and the state, put into JSON and
back at any moment, goes on as if nothing had happened.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection

from signaling import admission, pairing, presence, recording, requests, waiting
from signaling.delivery import Delivery
from signaling.errors import bye, error
from signaling.following import Lives, nobody
from signaling.messages import (
    Ack,
    Admission,
    Candidate,
    Chat,
    ClientMessage,
    Description,
    ErrorCode,
    Hello,
    LessonInfo,
    Levels,
    Resume,
    Role,
    Welcome,
)
from signaling.paper_messages import Draw, Pointer, Typing
from signaling.state import (
    REPLACE_S,
    RESUME_S,
    STALE_S,
    Action,
    Close,
    Endpoint,
    Participant,
    RoomState,
    Send,
    state_json,
)
from signaling.tokens import Claims
from signaling.tools import Tuner
from signaling.views import send_rosters
from signaling.wire import Durable

ACKS_UNSAVED = 100
#: What is said most often, and changes neither who is here nor who connects to whom.
_AMONG_THEMSELVES = (Chat, Description, Draw)


def secret_key() -> str:
    """A resume key of 256 bits from the system's random source."""
    return secrets.token_urlsafe(32)


class Room:
    """One lesson's room.

    Parameters
    ----------
    state : RoomState
        Owned by the room from here on.
    new_key : Callable[[], str]
        Source of resume keys, at least 16 characters each; seeded in tests.

    Attributes
    ----------
    changed : bool
        Something that must survive a crash has changed. Whoever stores the state sets it back; the
        actions of a changed room may go out only after it is stored.

    Notes
    -----
    A *link* is the caller's name for one transport, unique as long as it lives. An endpoint is held by
    one link at most. Not thread-safe.
    """

    def __init__(self, state: RoomState, *, new_key: Callable[[], str] = secret_key) -> None:
        self.state = state
        self.changed = False
        self._new_key = new_key
        self._acks = 0
        self._held = {e.link: e for e in state.endpoints.values() if e.link is not None}

    @classmethod
    def open(
        cls, lesson: LessonInfo, *, now_s: float, wall_s: float, new_key: Callable[[], str] = secret_key
    ) -> Room:
        """Make an empty room; `wall_s` is unix time at monotonic `now_s`."""
        return cls(RoomState(lesson, wall_s - now_s), new_key=new_key)

    @classmethod
    def from_json(cls, text: str | bytes, *, new_key: Callable[[], str] = secret_key) -> Room:
        """Bring back a room from `to_json`.

        Raises
        ------
        ValueError
            The text is no room state.
        """
        return cls(state_json.validate_json(text), new_key=new_key)

    def to_json(self) -> str:
        """The whole state; resume keys only as hashes."""
        return state_json.dump_json(self.state).decode()

    def saved(self) -> None:
        """The state as it is now was stored."""
        self.changed = False
        self._acks = 0

    def holds(self, link: str) -> Endpoint | None:
        """The endpoint that this transport holds."""
        return self._held.get(link)

    @property
    def empty(self) -> bool:
        """Nobody is here, nor expected back."""
        return not self.state.endpoints

    # -- inputs ----------------------------------------------------------------------------------

    def hello(
        self, link: str, claims: Claims, hello: Hello, *, now_s: float, expired: bool = False
    ) -> list[Action]:
        """Somebody new, or somebody back, with a token whose signature was checked.

        Parameters
        ----------
        expired : bool
            The token's time is over: good for a resume, not for coming anew.
        """
        if link in self._held:
            held = self._held[link]
            return [Send(held.link or link, error(ErrorCode.BAD_MESSAGE))]
        delivery = Delivery()
        person = self.state.participants.get(claims.participant)
        back = admission.returning(self.state, claims.participant, hello)
        if person is not None and person.role is not claims.role:
            return [Close(link, bye(ErrorCode.TOKEN_INVALID))]
        if person is not None and person.admission is Admission.REMOVED:
            return [Close(link, bye(ErrorCode.REMOVED))]
        if back is not None:
            self._resume(delivery, back, link, hello)
            return self._settle(delivery, now_s)
        if expired:
            return [Close(link, bye(ErrorCode.TOKEN_EXPIRED))]
        if person is not None and person.admission is Admission.REFUSED and hello.resume is not None:
            # It was refused while its network was away: tell it now. Knocking again brings no resume.
            return [Close(link, bye(ErrorCode.REFUSED, text=person.word))]
        person = person or Participant(claims.participant, claims.name, claims.role)
        person.relay_only = claims.relay_only
        if admission.no_room_for(self.state, person):
            return [Close(link, bye(ErrorCode.LESSON_FULL))]
        self.state.participants[person.id] = person
        self._arrive(delivery, person, link, claims, hello)
        return self._settle(delivery, now_s)

    def receive(self, link: str, message: ClientMessage, *, now_s: float) -> list[Action]:
        """A message of the endpoint held by `link`; a link that holds none is ignored."""
        endpoint = self._held.get(link)
        if endpoint is None:
            return []
        if isinstance(message, Durable):
            return self._durable(endpoint, message, now_s)
        if isinstance(message, Ack):
            if not endpoint.outbox.ack(message.seq):
                return [Send(link, error(ErrorCode.BAD_MESSAGE))]
            # Stored with whatever comes next; by themselves only before another node's copy runs full.
            self._acks += 1
            self.changed = self.changed or self._acks >= ACKS_UNSAVED
            return []
        delivery = Delivery()
        if isinstance(message, Candidate):
            requests.candidate(self.state, delivery, endpoint, message)
        elif isinstance(message, Levels):
            requests.levels(self.state, delivery, endpoint, message)
        elif isinstance(message, Tuner):
            requests.tuner(self.state, delivery, endpoint, message)
        elif isinstance(message, Pointer | Typing):
            presence.show(self.state, delivery, endpoint, message)
        else:
            delivery.ephemeral(endpoint, error(ErrorCode.BAD_MESSAGE))
        return delivery.actions

    def unreadable(
        self, link: str, seq: int | None, *, now_s: float, code: ErrorCode = ErrorCode.BAD_MESSAGE
    ) -> list[Action]:
        """A message that could not be parsed, or was too large, but may have had a number.

        It counts as received: the sender would otherwise repeat it for ever and get no further.
        """
        endpoint = self._held.get(link)
        if endpoint is None:
            return []
        actions: list[Action] = [Send(link, error(code, seq=seq))]
        if seq is not None and seq == endpoint.seen + 1:
            endpoint.seen = seq
            self.changed = True
            actions.append(Send(link, Ack(seq=seq)))
        return actions

    def disconnected(self, link: str, *, now_s: float) -> list[Action]:
        """The transport is gone; its endpoint is kept `RESUME_S` and its peer connections stay."""
        endpoint = self._held.pop(link, None)
        if endpoint is None:
            return []
        endpoint.link = None
        endpoint.away_since_s = now_s
        return self._settle(Delivery(), now_s)

    def revoke(self, invite: str, *, now_s: float) -> list[Action]:
        """An invite was withdrawn: whoever came by it goes."""
        delivery = Delivery()
        for endpoint in list(self.state.endpoints.values()):
            if endpoint.invite == invite:
                admission.drop(self.state, delivery, endpoint, "removed", ErrorCode.INVITE_REVOKED)
        return self._settle(delivery, now_s)

    def permitted(self, ask: int, lacking: Collection[str], *, now_s: float) -> list[Action]:
        """The answer to the question `RoomState.tape` has for permissions: who has not permitted."""
        delivery = Delivery()
        recording.answered(self.state, delivery, ask, lacking, now_s=now_s)
        return self._settle(delivery, now_s)

    def withdrawn(self, participants: Collection[str], *, now_s: float) -> list[Action]:
        """These people may not be recorded any more."""
        delivery = Delivery()
        recording.withdrawn(self.state, delivery, participants, now_s=now_s)
        return self._settle(delivery, now_s)

    def tick(self, *, now_s: float) -> list[Action]:
        """Do what is due."""
        delivery = Delivery()
        for endpoint in list(self.state.endpoints.values()):
            if endpoint.link is None and now_s >= endpoint.away_since_s + RESUME_S:
                admission.drop(self.state, delivery, endpoint, "gone", ErrorCode.LEFT)
        pairing.close_overdue(self.state, delivery, now_s)
        return self._settle(delivery, now_s)

    def next_timeout(self) -> float | None:
        """When `tick` has something to do, in the caller's monotonic seconds."""
        times = [e.away_since_s + RESUME_S for e in self.state.endpoints.values() if e.link is None]
        times += [c.close_at_s for c in self.state.connections.values() if c.close_at_s is not None]
        return min(times, default=None)

    def restarted(self, *, now_s: float, wall_s: float, lives: Lives = nobody) -> list[Action]:
        """The state comes from a store and its clock and links are those of another process.

        Everybody whose transport does not live on has the whole time again to come back; peers talk on.
        """
        self.state.wall_offset_s = wall_s - now_s
        delivery = Delivery()
        alone = bool(self.state.endpoints)
        for endpoint in list(self.state.endpoints.values()):
            if endpoint.link is not None and lives(endpoint.link):
                alone = False
                continue
            endpoint.link = None
            endpoint.away_since_s = now_s
            if wall_s - self.state.touched_wall_s > STALE_S:  # of some earlier day: nobody comes back to that
                alone = False
                admission.drop(self.state, delivery, endpoint, "gone", ErrorCode.LEFT)
        for connection in self.state.connections.values():
            if connection.close_at_s is not None:
                connection.close_at_s = now_s + REPLACE_S
        recording.restarted(self.state, delivery, now_s=now_s)
        if alone:  # all are away: who comes back first has the others told, once instead of twice
            self._touch(now_s)
            self._held = {}
            return delivery.actions
        return self._settle(delivery, now_s)

    def forsake(self, lives: Lives, *, now_s: float) -> list[Action]:
        """Transports that no node serves any more are gone."""
        actions: list[Action] = []
        for link in [link for link in self._held if not lives(link)]:
            actions += self.disconnected(link, now_s=now_s)
        return actions

    # -- steps -----------------------------------------------------------------------------------

    def _settle(self, delivery: Delivery, now_s: float, *, among: bool = False) -> list[Action]:
        """Bring everything that follows from the people and endpoints into line.

        `among`: they have only spoken, so nothing follows unless somebody could not keep up.
        """
        self._touch(now_s)
        if among and not self._part_from_slow(delivery, now_s):
            return delivery.actions
        admission.forget_absent(self.state)
        recording.hold(self.state, delivery, now_s)
        send_rosters(self.state, delivery)
        waiting.tell(self.state, delivery)
        pairing.pair_up(self.state, delivery)
        self._part_from_slow(delivery, now_s)
        self._held = {e.link: e for e in self.state.endpoints.values() if e.link is not None}
        return delivery.actions

    def _touch(self, now_s: float) -> None:
        self.changed = True
        self.state.touched_wall_s = now_s + self.state.wall_offset_s

    def _part_from_slow(self, delivery: Delivery, now_s: float) -> bool:
        slow = [e for e in self.state.endpoints.values() if e.outbox.overflowed and e.link is not None]
        for endpoint in slow:
            delivery.close(endpoint, bye(ErrorCode.SLOW, retry=True))
            endpoint.away_since_s = now_s
        return bool(slow)

    def _durable(self, endpoint: Endpoint, message: Durable, now_s: float) -> list[Action]:
        link = endpoint.link or ""
        if message.seq is None:
            return [Send(link, error(ErrorCode.BAD_MESSAGE))]
        if message.seq <= endpoint.seen:
            return [Send(link, Ack(seq=endpoint.seen))]
        if message.seq > endpoint.seen + 1:
            return [Send(link, error(ErrorCode.GAP, seq=message.seq)), Send(link, Ack(seq=endpoint.seen))]
        endpoint.seen = message.seq
        delivery = Delivery()
        delivery.ephemeral(endpoint, Ack(seq=message.seq))
        code = requests.handle(self.state, delivery, endpoint, message, now_s)
        if code is not None:
            delivery.ephemeral(endpoint, error(code, seq=message.seq))
        return self._settle(delivery, now_s, among=isinstance(message, _AMONG_THEMSELVES))

    def _resume(self, delivery: Delivery, endpoint: Endpoint, link: str, hello: Hello) -> None:
        assert hello.resume is not None
        resume: Resume = hello.resume
        delivery.close(endpoint, bye(ErrorCode.REPLACED))
        endpoint.media = hello.media
        if endpoint.outbox.can_resume_from(resume.seen):
            endpoint.link = link
            endpoint.outbox.ack(resume.seen)
            self._welcome(delivery, endpoint, resume.key, resumed=True)
            delivery.again(endpoint)
            recording.greet(self.state, delivery, endpoint)
            return
        # It has forgotten what it was told (a page was loaded anew), or we could not keep it all: the same
        # place in the lesson, everything told again. What it sends goes on being counted from `seen`.
        pairing.close_all(self.state, delivery, endpoint.id, "replaced")
        endpoint.outbox.reset()
        endpoint.roster = endpoint.door = ""
        endpoint.link = link
        self._welcome(delivery, endpoint, resume.key, resumed=False)
        if endpoint.admitted:
            admission.greet(self.state, delivery, endpoint)

    def _arrive(
        self, delivery: Delivery, person: Participant, link: str, claims: Claims, hello: Hello
    ) -> None:
        if person.admission is Admission.REFUSED:
            person.admission = Admission.WAITING
            person.word = ""
        person.name = claims.name
        number = self.state.number()
        key = self._new_key()
        endpoint = Endpoint(
            id=f"e{number}",
            number=number,
            participant=person.id,
            invite=claims.invite,
            kind=hello.endpoint,
            media=hello.media,
            key_hash=hashlib.sha256(key.encode()).hexdigest(),
            link=link,
        )
        self.state.endpoints[endpoint.id] = endpoint
        let_in = person.role is Role.TEACHER
        self._welcome(delivery, endpoint, key, resumed=False, let_in=let_in)
        if let_in:
            admission.enter(self.state, delivery, endpoint)
        else:
            admission.thin_out(self.state, delivery, endpoint)

    def _welcome(
        self, delivery: Delivery, endpoint: Endpoint, key: str, *, resumed: bool, let_in: bool = False
    ) -> None:
        person = self.state.participants[endpoint.participant]
        inside = let_in or endpoint.admitted
        delivery.ephemeral(
            endpoint,
            Welcome(
                participant=person.id,
                endpoint=endpoint.id,
                resume_key=key,
                resumed=resumed,
                seen=endpoint.seen,
                role=person.role,
                name=person.name,
                admission=Admission.ADMITTED if inside else Admission.WAITING,
                lesson=self.state.lesson,
                profile=self.state.profile,
            ),
        )
