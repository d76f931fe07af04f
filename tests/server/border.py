"""Two municipalities with an agreement between them, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from server.agreements.schemas import NewOffer
from server.agreements.terms import Terms
from server.db.border_tables import agreement_teacher
from server.roles.names import AccountRole
from tests.server.staff import Someone, Town

# The clock of tests begins on 15 January 2027, 08:00 UTC.
MONTH = "2027-01"
AFTER_S = 20 * 24 * 3600.0


def terms_of(giver: str, taker: str, **changes: Any) -> Terms:
    """Hours of the violin, bought at 50.00 EUR."""
    said = {
        "title": "Violin across the river",
        "form": "bought_hours",
        "parties": [{"municipality": giver, "gives": True}, {"municipality": taker}],
        "valid_from": "2027-01-01",
        "valid_until": "2027-12-31",
        "subjects": ["violin"],
        "currency": "EUR",
        "price_minor": 5000,
        "notice_days": 30,
    }
    return Terms.model_validate(said | changes)


@dataclass
class Border:
    """An agreement in force by which ``giver`` lends a teacher to ``taker``."""

    giver: Town
    taker: Town
    coordinators: tuple[Someone, Someone]
    agreement: str

    @classmethod
    async def between(cls, giver: Town, taker: Town, **changes: Any) -> Border:
        """Have both coordinators approve it."""
        agreements = giver.world.services.agreements
        first = await giver.someone(AccountRole.COORDINATOR)
        second = await taker.someone(AccountRole.COORDINATOR)
        made = await agreements.draft(first.membership, terms_of(giver.id, taker.id, **changes))
        for one in (first, second):
            await agreements.approve(one.membership, made.id, 1)
        return cls(giver, taker, (first, second), made.id)

    async def guest(self) -> tuple[Someone, str]:
        """A teacher of the giver's who is welcome at the taker's, and who they are there."""
        agreements = self.giver.world.services.agreements
        teacher = await self.giver.someone(AccountRole.TEACHER)
        new = NewOffer(person=teacher.person_id, municipality=self.taker.id)
        await agreements.offer(self.coordinators[0].membership, self.agreement, new)
        out = await agreements.welcome(self.coordinators[1].membership, self.agreement, teacher.person_id)
        (guest,) = [one.guest for one in out.teachers if one.person == teacher.person_id]
        assert guest is not None
        return teacher, guest

    async def given(self, *, teacher: Someone, earlier_s: float = 0.0) -> str:
        """A lesson that has begun, of somebody at the taker's who is made a guest for it alone."""
        services = self.giver.world.services
        lent = await self.giver.someone(AccountRole.TEACHER)
        async with services.database.write() as connection:
            await connection.execute(
                agreement_teacher.insert().values(
                    agreement_id=self.agreement,
                    person_id=lent.person_id,
                    municipality_id=self.taker.id,
                    guest_id=teacher.person_id,
                    offered_s=services.now_s(),
                )
            )
        planned = await self.taker.lesson(
            teacher, begins_at=datetime.fromtimestamp(services.now_s() - earlier_s, UTC), minutes=30
        )
        return planned.id
