"""A room of which other nodes hold copies: what each must know that does not stand in the stored state.

Times are measured by each node from when it first saw what they are about, so that none has to believe
another one's clock.
"""

from __future__ import annotations

from collections.abc import Callable

from signaling.state import PARTINGS_KEPT, REPLACE_S, Close, Parting, RoomState

Lives = Callable[[str], bool]


def nobody(_link: str) -> bool:
    """No transport outlives the process that served it."""
    return False


def follow(state: RoomState, before: RoomState, *, now_s: float, wall_s: float) -> None:
    """Another node has stored `state` while we had `before`: keep what only we know of."""
    state.wall_offset_s = wall_s - now_s
    for endpoint in state.endpoints.values():
        ours = before.endpoints.get(endpoint.id)
        if endpoint.link is None:
            away = ours is not None and ours.link is None
            endpoint.away_since_s = ours.away_since_s if ours is not None and away else now_s
        elif ours is not None and ours.link == endpoint.link:
            endpoint.outbox.ack(ours.outbox.acked)  # acks are stored with whatever comes next
    for connection in state.connections.values():
        known = before.connections.get(connection.id)
        if connection.close_at_s is not None:
            close_at_s = None if known is None else known.close_at_s
            connection.close_at_s = now_s + REPLACE_S if close_at_s is None else close_at_s


def part(state: RoomState, last: Close) -> None:
    """Leave a bye where the node that serves its link finds it."""
    state.partings.append(Parting(last.link, last.bye, list(last.rest)))
    del state.partings[:-PARTINGS_KEPT]


def parting(state: RoomState, link: str) -> Parting | None:
    """What was left for `link`."""
    return next((left for left in state.partings if left.link == link), None)
