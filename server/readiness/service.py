"""Places, their keys and their hours."""

from __future__ import annotations

import csv
import hmac
import io
import secrets
import statistics
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from server.db import Database
from server.errors import UnknownHereError
from server.readiness import comparing, repository
from server.readiness.repository import Place
from server.readiness.schemas import (
    AnswerOut,
    ComparisonOut,
    HourOut,
    NewMeasured,
    PlaceList,
    PlaceOut,
    PlaceWithLink,
    ProfileOf,
    ReadinessOut,
)

HOUR_S = 3600
WEEK_S = 7 * 24 * HOUR_S
KEPT_WEEKS = 57
ASKED_WEEKS = 8
NEAR_S = 600.0
"""Nothing is measured so shortly before a lesson."""
_COLUMNS = (
    "profile", "word", "worth_ms", "variation_out_ms", "variation_in_ms", "lost_out_pct", "lost_in_pct",
    "measured",
)  # fmt: skip


class Readiness:
    """The desk of places.

    Parameters
    ----------
    database : Database
    key : bytes
        Of the server: of a place's key a digest by it is stored.
    origin, fingerprint
        For the link that a technician gives to the program at a place.
    now_s : Callable[[], float]
    """

    def __init__(
        self,
        database: Database,
        key: bytes,
        origin: str,
        fingerprint: str | None,
        now_s: Callable[[], float],
    ) -> None:
        self._database = database
        self._key = key
        self._origin = origin
        self._fingerprint = fingerprint
        self._now_s = now_s

    def _digest(self, place_key: str) -> str:
        return hmac.new(self._key, b"klangbro place\0" + place_key.encode(), "sha256").hexdigest()

    async def add(self, municipality_id: str, name: str) -> PlaceWithLink:
        """Make a place, and the link that measures for it."""
        place_key = secrets.token_urlsafe(32)
        async with self._database.write() as connection:
            made = await repository.add(
                connection, municipality_id, name, self._digest(place_key), self._now_s()
            )
        pin = "" if self._fingerprint is None else f"&fp={self._fingerprint}"
        return PlaceWithLink(**_out(made).model_dump(), link=f"{self._origin}/place#k={place_key}{pin}")

    async def listing(self, municipality_id: str, measurable: frozenset[str] | None) -> PlaceList:
        """A municipality's places; ``measurable`` may be measured by whoever asks (None: all)."""
        async with self._database.read() as connection:
            found = await repository.listing(connection, municipality_id)
        every = [(one, measurable is None or one.id in measurable) for one in found]
        return PlaceList(places=[_out(one).model_copy(update={"may_measure": may}) for one, may in every])

    async def remove(self, municipality_id: str, place_id: str) -> None:
        """Take a place away; its link opens nothing any more."""
        async with self._database.write() as connection:
            found = await repository.find(connection, place_id)
            if found is None or found.municipality_id != municipality_id:
                raise UnknownHereError("place")
            await repository.remove(connection, place_id)

    async def opened_by(self, place_key: str) -> Place | None:
        """The place of a key."""
        async with self._database.read() as connection:
            return await repository.find_by_key(connection, self._digest(place_key))

    async def is_free(self, place: Place) -> bool:
        """Whether one may measure there now: no lesson goes on, nor is about to."""
        async with self._database.read() as connection:
            busy = await repository.has_lesson(connection, place.municipality_id, self._now_s(), NEAR_S)
        return not busy

    async def keep(self, place: Place, new: NewMeasured) -> None:
        """Remember what was measured now."""
        hour_s = int(self._now_s()) // HOUR_S * HOUR_S
        async with self._database.write() as connection:
            for one in new.profiles:
                await repository.keep(connection, place.id, hour_s, one.model_dump())
            for profile in new.blocked:
                await repository.keep(connection, place.id, hour_s, repository.blocked(profile))
            await repository.forget_before(connection, place.id, hour_s - KEPT_WEEKS * WEEK_S)

    async def place(self, municipality_id: str, place_id: str) -> Place:
        """A place of this municipality. Raises UnknownHereError."""
        async with self._database.read() as connection:
            found = await repository.find(connection, place_id)
        if found is None or found.municipality_id != municipality_id:
            raise UnknownHereError("place")
        return found

    async def find(self, place_id: str) -> Place | None:
        """A place of whichever municipality."""
        async with self._database.read() as connection:
            return await repository.find(connection, place_id)

    async def hours(self, municipality_id: str, place_id: str, weeks: int) -> ReadinessOut:
        """What a place was like in the last weeks, hour by hour."""
        found = await self.place(municipality_id, place_id)
        async with self._database.read() as connection:
            rows = await repository.hours(connection, place_id, self._now_s() - weeks * WEEK_S)
        hours = [_hour(row) for row in rows]
        last_s = float(hours[-1].hour_s) if hours else None
        return ReadinessOut(place=_out(found).model_copy(update={"last_s": last_s}), hours=hours)

    async def table(self, municipality_id: str, place_id: str) -> str:
        """All that is kept of a place, as CSV; times are UTC."""
        told = await self.hours(municipality_id, place_id, KEPT_WEEKS)
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(("hour_utc", *_COLUMNS))
        for hour in told.hours:
            began = datetime.fromtimestamp(hour.hour_s, UTC).strftime("%Y-%m-%dT%H:%MZ")
            writer.writerow((began, *(getattr(hour, name) for name in _COLUMNS)))
        return out.getvalue()

    async def comparison(self, municipality_id: str, profile: ProfileOf, weeks: int) -> ComparisonOut:
        """A municipality's places side by side, the best first, those that measured nothing last."""
        from_s = self._now_s() - weeks * WEEK_S
        lines = []
        async with self._database.read() as connection:
            for place in await repository.listing(connection, municipality_id):
                rows = await repository.hours(connection, place.id, from_s, profile)
                lines.append(comparing.figures(place.id, place.name, rows))
        lines.sort(key=lambda one: (one.p50_ms is None, one.p50_ms or 0.0))
        return ComparisonOut(profile=profile, weeks=weeks, places=lines)

    async def answer(self, place: Place, profile: str, at_s: float) -> AnswerOut:
        """What to expect at a time: that hour of the week, as it was in the last eight weeks."""
        hour_s = int(at_s) // HOUR_S * HOUR_S
        newest = hour_s - max(0, -(-(hour_s - int(self._now_s())) // WEEK_S)) * WEEK_S
        async with self._database.read() as connection:
            rows = await repository.at_hours(
                connection, place.id, profile, (newest - week * WEEK_S for week in range(ASKED_WEEKS))
            )
        worth = [float(row["worth_ms"]) for row in rows if row["word"] != repository.BLOCKED]
        return AnswerOut(
            word=max(rows, key=lambda row: float(row["worth_ms"]))["word"] if rows else None,
            worth_ms=statistics.median(worth) if worth else None,
            worst_ms=max(worth, default=None),
            weeks=len(rows),
            blocked=len(rows) - len(worth),
        )


def _hour(row: Mapping[str, Any]) -> HourOut:
    told = {key: value for key, value in row.items() if key != "place_id"}
    if row["word"] == repository.BLOCKED:
        told["worth_ms"] = None
    return HourOut.model_validate(told)


def _out(place: Place) -> PlaceOut:
    return PlaceOut(id=place.id, name=place.name, created_s=place.created_s, last_s=place.last_s)
