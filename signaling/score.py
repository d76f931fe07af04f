"""The shared score: which files lie on the table, which page is open, and what is drawn on it.

What is drawn is an ordered list of steps, each numbered by the room, so that every page folds the same
list into the same picture. Taking back marks a step as undone and never removes another person's.
"""

from __future__ import annotations

from signaling.delivery import Delivery
from signaling.handler import Handler
from signaling.messages import ErrorCode, Role
from signaling.paper_messages import (
    AddScore,
    Draw,
    Erase,
    Marks,
    Op,
    Placed,
    RemoveScore,
    ScoreRules,
    ScoreView,
    SetPlace,
    SetScoreRules,
    Undo,
)
from signaling.papers import MAX_SCORES, Papers
from signaling.state import Endpoint, RoomState
from signaling.wire import Durable


def may_draw(state: RoomState, endpoint: Endpoint) -> bool:
    """Teachers always; pupils unless the teacher turned it off; observers never."""
    role = state.participants[endpoint.participant].role
    return role is Role.TEACHER or (role is Role.PUPIL and state.papers.rules.draw)


def _teaches(state: RoomState, endpoint: Endpoint) -> bool:
    return state.participants[endpoint.participant].role is Role.TEACHER


def _add(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: AddScore, now_s: float
) -> ErrorCode | None:
    papers = state.papers
    if not may_draw(state, endpoint):
        return ErrorCode.NOT_ALLOWED
    if message.score.id in papers.scores:
        return None
    if len(papers.scores) >= MAX_SCORES:
        return ErrorCode.NO_SPACE
    papers.scores[message.score.id] = ScoreView(score=message.score, participant=endpoint.participant)
    delivery.to_pages(state, papers.listed())
    return None


def _remove(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: RemoveScore, now_s: float
) -> ErrorCode | None:
    papers = state.papers
    if not _teaches(state, endpoint):
        return ErrorCode.NOT_ALLOWED
    if papers.scores.pop(message.score, None) is None:
        return ErrorCode.NO_SUCH_ITEM
    papers.ops = [op for op in papers.ops if op.score != message.score]
    if papers.place is not None and papers.place.place.score == message.score:
        papers.place = None
    delivery.to_pages(state, papers.listed())
    return None


def _place(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: SetPlace, now_s: float
) -> ErrorCode | None:
    papers = state.papers
    if not may_draw(state, endpoint):
        return ErrorCode.NOT_ALLOWED
    if message.place.score not in papers.scores:
        return ErrorCode.NO_SUCH_ITEM
    papers.place = Placed(place=message.place, participant=endpoint.participant)
    delivery.to_pages(state, papers.place)
    return None


def _rules(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: SetScoreRules, now_s: float
) -> ErrorCode | None:
    if not _teaches(state, endpoint):
        return ErrorCode.NOT_ALLOWED
    state.papers.rules = ScoreRules(follow=message.follow, draw=message.draw)
    delivery.to_pages(state, state.papers.rules)
    return None


def _draw(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: Draw, now_s: float
) -> ErrorCode | None:
    mark = message.mark
    if not may_draw(state, endpoint):
        return ErrorCode.NOT_ALLOWED
    if mark.score not in state.papers.scores:
        return ErrorCode.NO_SUCH_ITEM
    if any(op.mark is not None and op.mark.id == mark.id for op in state.papers.ops):
        return ErrorCode.BAD_MESSAGE
    op = Op(n=0, participant=endpoint.participant, score=mark.score, mark=mark)
    return _append(state, delivery, op)


def _erase(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: Erase, now_s: float
) -> ErrorCode | None:
    if not may_draw(state, endpoint):
        return ErrorCode.NOT_ALLOWED
    visible = state.papers.visible(message.score)
    erased = tuple(dict.fromkeys(mark for mark in message.marks if mark in visible))
    if not erased:
        return ErrorCode.NO_SUCH_ITEM
    own = all(visible[mark].participant == endpoint.participant for mark in erased)
    if not own and not _teaches(state, endpoint):
        return ErrorCode.NOT_ALLOWED
    op = Op(n=0, participant=endpoint.participant, score=message.score, erased=erased)
    return _append(state, delivery, op)


def _append(state: RoomState, delivery: Delivery, op: Op) -> ErrorCode | None:
    papers = state.papers
    if not papers.has_space(op):
        return ErrorCode.NO_SPACE
    # After a new step there is nothing left to put back.
    papers.ops = [
        known
        for known in papers.ops
        if not (known.undone and known.participant == op.participant and known.score == op.score)
    ]
    papers.ops_count += 1
    numbered = op.model_copy(update={"n": papers.ops_count})
    papers.ops.append(numbered)
    delivery.to_pages(state, Marks(ops=(numbered,)))
    return None


def _undo(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: Undo, now_s: float
) -> ErrorCode | None:
    if not may_draw(state, endpoint):
        return ErrorCode.NOT_ALLOWED
    index = _own_step(state.papers, endpoint.participant, message)
    if index is None:
        return ErrorCode.NO_SUCH_ITEM
    op = state.papers.ops[index].model_copy(update={"undone": not message.redo})
    state.papers.ops[index] = op
    delivery.to_pages(state, Marks(ops=(op,)))
    return None


def _own_step(papers: Papers, participant: str, message: Undo) -> int | None:
    """The newest standing step of one's own; for redo, the oldest that was taken back."""
    own = [
        index
        for index, op in enumerate(papers.ops)
        if op.participant == participant and op.score == message.score and op.undone == message.redo
    ]
    return None if not own else own[0] if message.redo else own[-1]


HANDLERS: dict[type[Durable], Handler] = {
    AddScore: _add,
    RemoveScore: _remove,
    SetPlace: _place,
    SetScoreRules: _rules,
    Draw: _draw,
    Erase: _erase,
    Undo: _undo,
}
