"""The backing track of a lesson: laid ready by teacher or pupil, started and stopped by either."""

from __future__ import annotations

from signaling.delivery import Delivery
from signaling.handler import Handler
from signaling.messages import ErrorCode, Role
from signaling.state import Endpoint, RoomState
from signaling.toolstate import MAX_TRACKS
from signaling.track_messages import AddTrack, Playing, RemoveTrack, SetTrack, Track, Tracks
from signaling.wire import Durable

MIN_LOOP_S = 0.5


def _set(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: SetTrack, now_s: float
) -> ErrorCode | None:
    if _role(state, endpoint) is Role.OBSERVER:
        return ErrorCode.NOT_ALLOWED
    known = state.tools.tracks.get(message.track or "")
    if message.track is not None and known is None:
        return ErrorCode.NO_SUCH_ITEM
    loop = message.loop
    if loop is not None and loop.to_s - loop.from_s < MIN_LOOP_S:
        loop = None  # one would hear a tone of its length
    whole = {name: getattr(message, name) for name in Playing.model_fields}
    whole |= {"loop": loop, "running": message.running and known is not None}
    _tell(state, delivery, Track(**whole, n=state.tools.track.n + 1))
    return None


def _add(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: AddTrack, now_s: float
) -> ErrorCode | None:
    if _role(state, endpoint) is Role.OBSERVER:
        return ErrorCode.NOT_ALLOWED
    tools = state.tools
    if message.track.id in tools.tracks:
        return None
    if len(tools.tracks) >= MAX_TRACKS:
        return ErrorCode.NO_SPACE
    tools.tracks[message.track.id] = message.track
    delivery.to_pages(state, Tracks(tracks=tuple(tools.tracks.values())))
    if not tools.track.running:
        _tell(state, delivery, Track(track=message.track.id, n=tools.track.n + 1))
    return None


def _remove(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: RemoveTrack, now_s: float
) -> ErrorCode | None:
    if _role(state, endpoint) is not Role.TEACHER:
        return ErrorCode.NOT_ALLOWED
    tools = state.tools
    if tools.tracks.pop(message.track, None) is None:
        return ErrorCode.NO_SUCH_ITEM
    delivery.to_pages(state, Tracks(tracks=tuple(tools.tracks.values())))
    if tools.track.track == message.track:
        _tell(state, delivery, Track(track=next(iter(tools.tracks), None), n=tools.track.n + 1))
    return None


def _tell(state: RoomState, delivery: Delivery, track: Track) -> None:
    state.tools.track = track
    delivery.to_lesson(state, track)


def _role(state: RoomState, endpoint: Endpoint) -> Role:
    return state.participants[endpoint.participant].role


HANDLERS: dict[type[Durable], Handler] = {SetTrack: _set, AddTrack: _add, RemoveTrack: _remove}
