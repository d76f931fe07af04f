"""Keep staff's cards, and tell the network what is offered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from server.agreements import repository as agreements
from server.agreements.standing import State
from server.cards import repository
from server.cards.schemas import Card, CardOut, Offer, OfferList, OwnCard
from server.db import Database
from server.errors import ServerError, UnknownHereError
from server.people import repository as people
from server.people.repository import Membership
from server.roles.names import AccountRole


class GuestCardError(ServerError):
    """A guest's card is their home's."""

    def __init__(self) -> None:
        super().__init__(
            "This teacher is a guest here by an agreement.", "Their own municipality keeps their card."
        )


class Cards:
    """The cards of a municipality's staff.

    Parameters
    ----------
    database : Database
    now_s : Callable[[], float]
        Seconds since 1970.
    """

    def __init__(self, database: Database, now_s: Callable[[], float]) -> None:
        self._database = database
        self._now_s = now_s

    async def read(self, municipality_id: str, person_id: str) -> CardOut:
        """Return somebody's card; an empty one where nothing was said. Raises UnknownHereError."""
        async with self._database.read() as connection:
            await _staff(connection, municipality_id, person_id)
            return await _read(connection, municipality_id, person_id)

    async def keep(self, municipality_id: str, person_id: str, new: Card) -> CardOut:
        """Keep a card.

        Raises
        ------
        UnknownHereError
            Nobody of the staff is this.
        GuestCardError
        """
        async with self._database.write() as connection:
            await _staff(connection, municipality_id, person_id)
            if await agreements.is_guest(connection, person_id):
                raise GuestCardError
            await repository.keep(connection, person_id, new, self._now_s())
            return card_out(new)

    async def keep_own(self, member: Membership, new: OwnCard) -> CardOut:
        """Keep what somebody says of themselves; what their coordinator said stays. Raises GuestCardError."""
        async with self._database.write() as connection:
            if await agreements.is_guest(connection, member.person_id):
                raise GuestCardError
            before = await repository.find(connection, member.person_id) or Card()
            card = before.model_copy(update={name: getattr(new, name) for name in OwnCard.model_fields})
            await repository.keep(connection, member.person_id, card, self._now_s())
            return card_out(card)

    async def offers(self, municipality_id: str) -> OfferList:
        """Return what is offered, by subject and municipality: the network sees no names."""
        async with self._database.read() as connection:
            found = await repository.offering(connection)
            known = await self._offered_to(connection, municipality_id)
        listed: dict[tuple[str, str, str], Offer] = {}
        for one in found:
            for subject in dict.fromkeys(word.casefold() for word in one.card.subjects):
                offer = listed.setdefault(
                    (subject, one.home, one.municipality_id),
                    Offer(
                        municipality=one.municipality_id,
                        municipality_name=one.home,
                        subject=subject,
                        minutes=0,
                        teachers=0,
                        travelling=0,
                        names=[],
                    ),
                )
                offer.minutes += one.card.offered_min
                offer.teachers += 1
                offer.travelling += one.card.travels
                if one.municipality_id == municipality_id or one.person_id in known:
                    offer.names.append(one.name)
        return OfferList(offers=[listed[key] for key in sorted(listed)])

    async def _offered_to(self, connection: AsyncConnection, municipality_id: str) -> set[str]:
        """The teachers of others who are offered to a municipality by agreements in force."""
        today = datetime.fromtimestamp(self._now_s(), UTC).date()
        ids = [
            one.id
            for one in await agreements.listing(connection, municipality_id)
            if one.state_on(today) is State.IN_FORCE
        ]
        return {
            each.person_id
            for lent in (await agreements.offered_by(connection, ids)).values()
            for each in lent
            if each.municipality_id == municipality_id
        }


async def cards_seen(connection: AsyncConnection, municipality_id: str) -> dict[str, CardOut]:
    """The cards a municipality's coordinators see, by person: its staff's, and of guests what concerns it."""
    seen = {
        one: card_out(card) for one, card in (await repository.cards_in(connection, municipality_id)).items()
    }
    for guest, kept in (await repository.guests_in(connection, municipality_id)).items():
        seen[guest] = card_out(kept.card, home=kept.home)
    return seen


def card_out(card: Card, *, home: str | None = None) -> CardOut:
    """Write a card out; of a guest it is not told for whom else they work."""
    return CardOut(
        subjects=list(card.subjects),
        languages=list(card.languages),
        travels=card.travels,
        travel_km=card.travel_km,
        employers=list(card.employers) if home is None else [],
        offered_min=card.offered_min,
        home=home,
    )


async def _read(connection: AsyncConnection, municipality_id: str, person_id: str) -> CardOut:
    return (await cards_seen(connection, municipality_id)).get(person_id) or card_out(Card())


async def _staff(connection: AsyncConnection, municipality_id: str, person_id: str) -> None:
    member = await people.member_of(connection, municipality_id, person_id)
    if member is None or member.roles <= {AccountRole.GUARDIAN}:
        raise UnknownHereError("person")
