"""Who connects to whom: endpoints of people in the lesson are paired into peer connections.

Sound goes between the two best audio endpoints of each pair of people, picture between the two best
video endpoints; where both choices fall on the same two endpoints, one connection carries both.
"""

from __future__ import annotations

from itertools import combinations

from signaling.delivery import Delivery
from signaling.messages import (
    ConnectionClose,
    ConnectionMedia,
    ConnectionOpen,
    EndpointKind,
    Media,
    Role,
)
from signaling.state import REPLACE_S, CloseReason, Connection, Endpoint, Participant, RoomState

AUDIO_RANK = {EndpointKind.COMPANION: 0, EndpointKind.PAGE: 1, EndpointKind.ECHO: 2}
VIDEO_RANK = {EndpointKind.PAGE: 0, EndpointKind.COMPANION: 1, EndpointKind.ECHO: 2}

FADE_S = 3.0
"""So long an endpoint that gives its sound back may go on sounding: time for a new connection to come up."""

Pair = tuple[str, str]


def _best(endpoints: list[Endpoint], medium: str, rank: dict[EndpointKind, int]) -> Endpoint | None:
    """The endpoint that handles a medium: the best that offers it, else a page, which can always receive."""
    offering = [e for e in endpoints if getattr(e.media, medium)]
    able = offering or [e for e in endpoints if e.kind is EndpointKind.PAGE]
    return min(able, key=lambda e: (rank[e.kind], e.number), default=None)


def wanted(state: RoomState) -> dict[Pair, Media]:
    """Which pairs of endpoints (older first) should be connected now, and what for."""
    pairs: dict[Pair, dict[str, bool]] = {}
    people = [(p, [e for e in state.endpoints_of(p.id) if e.admitted]) for p in state.admitted_participants()]
    for (one, ones), (two, twos) in combinations(people, 2):
        for medium, rank in (("audio", AUDIO_RANK), ("video", VIDEO_RANK)):
            left, right = _best(ones, medium, rank), _best(twos, medium, rank)
            if left is None or right is None:
                continue
            if not (_sends(one, left, medium) or _sends(two, right, medium)):
                continue
            a, b = sorted((left, right), key=lambda e: e.number)
            pairs.setdefault((a.id, b.id), {})[medium] = True
    return {pair: Media(**media) for pair, media in pairs.items()}


def _sends(person: Participant, endpoint: Endpoint, medium: str) -> bool:
    # An observer receives only; what its endpoints offer says what they can take.
    return person.role is not Role.OBSERVER and bool(getattr(endpoint.media, medium))


def pair_up(state: RoomState, delivery: Delivery) -> None:
    """Open, change and close connections until they are what is wanted."""
    want = wanted(state)
    have = {
        (c.a, c.b): c for c in state.connections.values() if c.replaced_by is None and c.close_at_s is None
    }
    for pair, connection in have.items():
        if pair not in want:
            for older in _ancestors(state, connection):
                close(state, delivery, older, "replaced")
            close(state, delivery, connection, "replaced")
        elif want[pair] != connection.media:
            connection.media = want[pair]
            for end in pair:
                delivery.durable(
                    state.endpoints[end], ConnectionMedia(connection=connection.id, media=want[pair])
                )
    for pair, media in want.items():
        if pair not in have:
            _open(state, delivery, pair, media)


def _open(
    state: RoomState, delivery: Delivery, pair: Pair, media: Media, replaces: str | None = None
) -> Connection:
    connection = Connection(f"c{state.number()}", *pair, media, replaces=replaces)
    state.connections[connection.id] = connection
    for end in pair:
        far = state.endpoints[pair[1] if end == pair[0] else pair[0]]
        delivery.durable(
            state.endpoints[end],
            ConnectionOpen(
                connection=connection.id,
                participant=far.participant,
                endpoint=far.id,
                kind=far.kind,
                polite=end == pair[1],
                media=media,
                replaces=replaces,
                relay_only=state.participants[state.endpoints[end].participant].relay_only,
            ),
        )
    return connection


def close(state: RoomState, delivery: Delivery, connection: Connection, reason: CloseReason) -> None:
    """Close one connection and tell both ends that are still known."""
    if state.connections.pop(connection.id, None) is None:
        return
    for end in (connection.a, connection.b):
        if end in state.endpoints:
            delivery.durable(state.endpoints[end], ConnectionClose(connection=connection.id, reason=reason))


def close_all(state: RoomState, delivery: Delivery, endpoint: str, reason: CloseReason) -> None:
    """Close every connection of an endpoint."""
    for connection in state.connections_of(endpoint):
        close(state, delivery, connection, reason)


def report(
    state: RoomState,
    delivery: Delivery,
    endpoint: str,
    connection: Connection,
    *,
    condition: str,
    now_s: float,
) -> None:
    """One end says how a connection does.

    A silent or failed one is replaced, since aiortc cannot restart ICE. The old one is kept until the
    new one is up at both ends, because a path that was only asleep may wake first.
    """
    if condition == "up":
        if endpoint not in connection.up:
            connection.up.append(endpoint)
        if len(connection.up) == 2:
            for older in _ancestors(state, connection):
                close(state, delivery, older, "replaced")
    elif connection.replaced_by is None and connection.close_at_s is None:
        pair = (connection.a, connection.b)
        newer = _open(state, delivery, pair, connection.media, replaces=connection.id)
        connection.replaced_by = newer.id
        connection.close_at_s = now_s + REPLACE_S


def fade(state: RoomState, endpoint: Endpoint, now_s: float) -> None:
    """Offer nothing of an endpoint any more, but keep its connections until another one of its person sounds.

    The new way carries before the old one is broken; whoever takes over has the old endpoint leave.
    """
    endpoint.media = Media()
    for connection in state.connections_of(endpoint.id):
        if connection.close_at_s is None:
            connection.close_at_s = now_s + FADE_S


def _ancestors(state: RoomState, connection: Connection) -> list[Connection]:
    found: list[Connection] = []
    older = state.connections.get(connection.replaces or "")
    while older is not None:
        found.append(older)
        older = state.connections.get(older.replaces or "")
    return found


def close_overdue(state: RoomState, delivery: Delivery, now_s: float) -> None:
    """Close connections whose successor did not come up in time; they were silent anyway."""
    for connection in list(state.connections.values()):
        if connection.close_at_s is not None and now_s >= connection.close_at_s:
            close(state, delivery, connection, "replaced")
