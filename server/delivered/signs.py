"""What is to be seen of a failed lesson, and what it points to: a function of what was measured alone.

None of it decides anything. It is shown to whoever confirms the lesson, the most telling first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from server.delivered.booking import Cause, Outcome
from server.delivered.course import ENDS, Course
from signaling.messages import Role

#: Shorter than this a lesson goes on with a sentence or two said again.
LONG_S = 60
#: More than this one way no conversation bears (ITU-T G.114).
LATE_MS = 400.0


class Sign(StrEnum):
    """In the order in which they are told."""

    NOBODY = "nobody"  # no end was ever there
    NO_TEACHER = "no_teacher"
    NO_PUPIL = "no_pupil"
    SERVER_AWAY = "server_away"  # from both ends
    MICROPHONE = "microphone"
    AWAY = "away"  # from one end, while the other had it
    APART = "apart"
    SOUND_MISSING = "sound_missing"
    LATE = "late"
    PLACE = "place"
    SLOW = "slow"
    CAMERA = "camera"
    RELAYED = "relayed"


@dataclass(frozen=True)
class Seen:
    """A sign; ``end`` at whose, ``figure`` in its unit: seconds, milliseconds, or per cent."""

    sign: Sign
    cause: Cause | None
    end: Role | None = None
    figure: float | None = None
    device: str | None = None


_CAUSES = {
    Sign.SERVER_AWAY: Cause.SERVER,
    Sign.MICROPHONE: Cause.DEVICE,
    Sign.AWAY: Cause.NETWORK,
    Sign.APART: Cause.NETWORK,
    Sign.SOUND_MISSING: Cause.NETWORK,
    Sign.LATE: Cause.NETWORK,
    Sign.SLOW: Cause.DEVICE,
    Sign.CAMERA: Cause.DEVICE,
}


def proposed(courses: Sequence[Course], *, met: bool, over: bool) -> Outcome | None:
    """What became of a lesson, as far as it was seen.

    Parameters
    ----------
    courses : sequence of Course
        One for each end that was there.
    met : bool
        A pupil was let in.
    over : bool
        Its planned time is.
    """
    there = {one.role for one in courses}
    if met:
        apart = there == set(ENDS) and not any(one.together_s for one in courses)
        failed = apart and any(one.apart_s >= LONG_S for one in courses)
        return Outcome.TECHNICAL_FAILURE if failed else Outcome.HELD
    if not over or len(there) != 1:
        return None
    return Outcome.PUPIL_ABSENT if Role.TEACHER in there else Outcome.TEACHER_ABSENT


def signs(courses: Sequence[Course], *, met: bool, over: bool) -> list[Seen]:
    """What is to be seen of a lesson; as `proposed`."""
    found = [*_missing(courses, met=met, over=over), *_away(courses)]
    for one in courses:
        found += _at(one)
    order = list(Sign)
    return sorted(found, key=lambda seen: order.index(seen.sign))


def _missing(courses: Sequence[Course], *, met: bool, over: bool) -> list[Seen]:
    if met or not over:
        return []
    there = {one.role for one in courses}
    if not there:
        return [Seen(Sign.NOBODY, None)]
    absent = {Role.TEACHER: Sign.NO_TEACHER, Role.PUPIL: Sign.NO_PUPIL}
    return [Seen(sign, None, role) for role, sign in absent.items() if role not in there]


def _away(courses: Sequence[Course]) -> list[Seen]:
    """A server that one end alone does not reach is not away: it is that end's way to it."""
    away = [one for one in courses if one.away_s >= LONG_S]
    if len(away) == len(ENDS):
        return [_seen(Sign.SERVER_AWAY, None, min(one.away_s for one in away))]
    return [_seen(Sign.AWAY, one.role, one.away_s) for one in away]


def _at(one: Course) -> list[Seen]:
    long = ((Sign.APART, one.apart_s), (Sign.SOUND_MISSING, one.bad_s), (Sign.SLOW, one.slow_s))
    found = [_seen(sign, one.role, seconds) for sign, seconds in long if seconds >= LONG_S]
    if one.late_ms is not None and one.late_ms > LATE_MS:
        found.append(_seen(Sign.LATE, one.role, one.late_ms))
    for sign, why in ((Sign.MICROPHONE, one.microphone), (Sign.CAMERA, one.camera)):
        if why is not None:
            found.append(_seen(sign, one.role, None, why))
    if one.relayed:
        found.append(_seen(Sign.RELAYED, one.role, None))
    return found


def _seen(sign: Sign, end: Role | None, figure: float | None, device: str | None = None) -> Seen:
    return Seen(sign, _CAUSES.get(sign), end, figure, device)
