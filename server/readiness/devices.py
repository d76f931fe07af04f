"""What sound devices at places measured, kept and told."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

from sqlalchemy import delete, select

from server.db import Database
from server.db.place_tables import device_reading
from server.db.timetable_tables import place
from server.readiness.repository import Place
from server.readiness.schemas import DeviceList, DeviceReadingOut, NewDeviceReading

KEPT_AT_A_PLACE = 50
"""The newest so many of a place are kept."""
_COLUMNS = [column for column in device_reading.c if column.name != "place_id"]


def _digest(place_id: str, once: str) -> str:
    """Of one place alone: nobody else's ``once`` is the same."""
    return hashlib.sha256(f"{place_id} {once}".encode()).hexdigest()[:24]


class DeviceReadings:
    """The shelf of devices.

    Parameters
    ----------
    database : Database
    now_s : Callable[[], float]
        Seconds since 1970.
    """

    def __init__(self, database: Database, now_s: Callable[[], float]) -> None:
        self._database = database
        self._now_s = now_s

    async def keep(self, at: Place, new: NewDeviceReading) -> None:
        """Remember what a device at a place measured."""
        own = secrets.token_urlsafe(9) if new.once is None else _digest(at.id, new.once)
        row = {"id": own, "place_id": at.id, "at_s": self._now_s() - new.age_s}
        figures = new.model_dump(exclude={"age_s", "once"})
        here = device_reading.c.place_id == at.id
        newest = select(device_reading.c.id).where(here).order_by(device_reading.c.at_s.desc())
        async with self._database.write() as connection:
            known = select(device_reading.c.id).where(device_reading.c.id == own)
            if await connection.scalar(known) is not None:
                return
            await connection.execute(device_reading.insert().values(**row, **figures))
            kept = list(await connection.scalars(newest.limit(KEPT_AT_A_PLACE)))
            old = delete(device_reading).where(here, device_reading.c.id.not_in(kept))
            await connection.execute(old)

    async def listing(self, municipality_id: str) -> DeviceList:
        """Of every place of a municipality, the quickest first."""
        query = (
            select(*_COLUMNS, place.c.id.label("place"), place.c.name.label("place_name"))
            .join_from(device_reading, place)
            .where(place.c.municipality_id == municipality_id)
            .order_by(device_reading.c.rtl_ms, device_reading.c.at_s)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return DeviceList(devices=[DeviceReadingOut.model_validate(dict(row)) for row in rows])

    async def remove(self, municipality_id: str, reading_id: str) -> None:
        """Take one away; nothing happens where it is not there."""
        theirs = select(place.c.id).where(place.c.municipality_id == municipality_id)
        gone = delete(device_reading).where(
            device_reading.c.id == reading_id, device_reading.c.place_id.in_(theirs)
        )
        async with self._database.write() as connection:
            await connection.execute(gone)
