"""Whether one is written to the day before, and in what language."""

from __future__ import annotations

from fastapi import APIRouter

from server.accounts.asking import WhoAsks
from server.problems import said
from server.state import ServicesOf
from server.timetable.schemas import Reminding, RemindingOut

router = APIRouter(prefix="/api/session/reminders", tags=["timetable"], responses=said(401, 403, 422, 429))


@router.get("")
async def read_reminders(who: WhoAsks, services: ServicesOf) -> RemindingOut:
    """Read whether letters come."""
    language = await services.reminders.language(who.account_id)
    return RemindingOut(language=language, mail=services.mail is not None)


@router.put("", status_code=204)
async def ask_for_reminders(new: Reminding, who: WhoAsks, services: ServicesOf) -> None:
    """Have a letter the evening before one's lessons, or one's children's."""
    await services.reminders.wish(who.account_id, new.language)


@router.delete("", status_code=204)
async def stop_reminders(who: WhoAsks, services: ServicesOf) -> None:
    """Have none any more."""
    await services.reminders.wish(who.account_id, None)
