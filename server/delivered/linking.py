"""A lesson that a guest gives stands under the agreement they are a guest by."""

from __future__ import annotations

from datetime import date, datetime
from operator import itemgetter
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from server.agreements import repository as agreements
from server.agreements.errors import AgreementStateError
from server.agreements.standing import Agreement, State
from server.delivered import repository
from server.delivered.matching import Warned, mismatches, planned_minutes
from server.lessons.repository import Lesson

#: In this order, where a guest is one by several agreements. A lapsed one is better than none.
_TAKEN = (State.IN_FORCE, State.LAPSED, State.AGREED)


async def link(
    connection: AsyncConnection, lesson: Lesson, teacher_id: str, level: str = ""
) -> frozenset[Warned]:
    """Put a planned lesson under an agreement if its teacher is a guest here; return what does not match it.

    Of several agreements the newest that is in force on the lesson's day counts. A lesson that was under one
    already, and is planned otherwise now, is under none of them before.

    Raises
    ------
    AgreementStateError
        They were a guest by agreements that have ended by then.
    """
    if lesson.municipality_id is None or lesson.begins_s is None:
        return frozenset()
    await repository.forget(connection, lesson.id)
    homes = await repository.guest_of(connection, lesson.municipality_id, teacher_id)
    if not homes:
        return frozenset()
    every = await agreements.listing(connection, lesson.municipality_id)
    begins_s = lesson.begins_s
    found = [(_TAKEN.index(state), one) for one in every if (state := _state(one, begins_s)) in _TAKEN]
    found = [(rank, one) for rank, one in found if one.id in homes]
    if not found:
        raise AgreementStateError
    rank, chosen = min(found, key=itemgetter(0))
    await repository.add(connection, lesson.id, chosen.id, homes[chosen.id], teacher_id)
    version = chosen.version_on(_day(chosen, begins_s))
    assert version is not None  # it is agreed
    minutes = await planned_minutes(connection, chosen.id, version.terms, lesson.municipality_id, begins_s)
    warned = mismatches(version.terms, subject=lesson.instrument, level=level, planned_min=minutes)
    return frozenset(warned | {"agreement_lapsed"} if _TAKEN[rank] is State.LAPSED else warned)


def _state(found: Agreement, at_s: float) -> State:
    return found.state_on(_day(found, at_s))


def _day(found: Agreement, at_s: float) -> date:
    return datetime.fromtimestamp(at_s, ZoneInfo(found.newest.terms.zone)).date()
