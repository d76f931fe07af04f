"""What was measured of some lessons, put together for whoever confirms them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from server.delivered.booking import Cause, Outcome
from server.delivered.course import Course
from server.delivered.measured import Measured
from server.delivered.repository import Lent
from server.delivered.schemas import PlaceOut, SeenOut
from server.delivered.signs import Seen, Sign, proposed, signs


@dataclass(frozen=True)
class Measurements:
    """How lessons went at their ends, what their places' networks were like, and in which a pupil was let in.

    All by lesson.
    """

    courses: Mapping[str, Sequence[Course]]
    places: Mapping[str, Measured]
    met: Collection[str]

    def proposed(self, lent: Lent, now_s: float) -> Outcome | None:
        """What became of a lesson, as far as it was seen."""
        met, over = self._stands(lent, now_s)
        return proposed(self.courses[lent.delivery.lesson_id], met=met, over=over)

    def together_min(self, lent: Lent) -> int | None:
        """For how long its ends were connected; as the end says that saw it longer."""
        told = [one.together_s for one in self.courses[lent.delivery.lesson_id]]
        return round(max(told) / 60) if told else None

    def told(self, lent: Lent, now_s: float) -> list[SeenOut]:
        """All of it, the most telling first."""
        met, over = self._stands(lent, now_s)
        found = [_out(one) for one in signs(self.courses[lent.delivery.lesson_id], met=met, over=over)]
        place = self.places.get(lent.delivery.lesson_id)
        if place is not None:
            found.append(_of_place(place))
        order = list(Sign)
        return sorted(found, key=lambda seen: order.index(seen.sign))

    def _stands(self, lent: Lent, now_s: float) -> tuple[bool, bool]:
        return lent.delivery.lesson_id in self.met, lent.begins_s + lent.planned_min * 60 <= now_s


def _out(seen: Seen) -> SeenOut:
    figures: dict[str, float] = {}
    if seen.figure is not None:
        figures = {"late_ms": seen.figure} if seen.sign is Sign.LATE else {"seconds": int(seen.figure)}
    return SeenOut.model_validate(
        {"sign": seen.sign, "cause": seen.cause, "end": seen.end, "device": seen.device} | figures
    )


def _of_place(found: Measured) -> SeenOut:
    place = PlaceOut(
        name=found.place,
        late_ms=found.late_ms,
        late_limit_ms=found.limits.balanced_ms,
        lost_pct=found.lost_pct,
        lost_limit_pct=found.limits.lost_pct,
    )
    return SeenOut(sign=Sign.PLACE, cause=Cause.NETWORK, place=place)
