"""Watches places: warns of each trouble once, on the page and by letter.

That a letter goes is stored before it goes: if the server dies in between, or the mail server refuses, one is
missing; none comes twice, from however many nodes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from email.message import EmailMessage

from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts.schemas import Locale
from server.again import again_and_again
from server.db import Database
from server.people import repository as people
from server.readiness import repository, watch_repository
from server.readiness.judging import Limits, judge
from server.readiness.repository import Place
from server.readiness.warning_letters import sentence, warning_letter
from server.readiness.watch_repository import Warned, Wish
from server.readiness.watch_schemas import LettersOut, LimitsBody, WarningOut, WatchOut
from server.readiness.worse import BEFORE_WEEKS, NOW_DAYS, WEEK_S
from server.roles.names import Action
from server.roles.policy import may_any

EVERY_S = 1800.0
FIRST_S = 120.0
LOOKS_BACK_S = (BEFORE_WEEKS + NOW_DAYS / 7) * WEEK_S
Post = Callable[[EmailMessage], Awaitable[bool]]


class PlaceWatch:
    """Limits, warnings, and who is written to.

    Parameters
    ----------
    database : Database
    origin : str
        Where this server's pages are.
    now_s : Callable[[], float]
        Seconds since 1970.
    post : Callable or None
        Sends a letter; None where the server has no mail.
    """

    def __init__(
        self, database: Database, origin: str, now_s: Callable[[], float], *, post: Post | None
    ) -> None:
        self._database = database
        self._origin = origin
        self._now_s = now_s
        self._post = post

    async def overview(self, municipality_id: str) -> WatchOut:
        """What is warned of in a municipality, and from where on."""
        async with self._database.read() as connection:
            found = await watch_repository.warned(connection, municipality_id)
            limits = await watch_repository.limits(connection, municipality_id)
        return WatchOut(warnings=[_out(one) for one in found], limits=LimitsBody(**asdict(limits)))

    async def set_limits(self, municipality_id: str, new: LimitsBody) -> WatchOut:
        """Warn from here on; every place is judged anew."""
        async with self._database.write() as connection:
            await watch_repository.set_limits(connection, municipality_id, Limits(**new.model_dump()))
            programs = await watch_repository.programs(connection)
        for place_id, (owner, heard_s) in programs.items():
            if owner == municipality_id:
                await self._judge(place_id, municipality_id, heard_s)
        return await self.overview(municipality_id)

    async def letters(self, account_id: str, municipality_id: str) -> LettersOut:
        """Who is written to."""
        async with self._database.read() as connection:
            every = await self._allowed(connection, municipality_id)
        mine = next((one.language for one in every if one.account_id == account_id), None)
        return LettersOut(language=mine, names=[one.name for one in every], mail=self._post is not None)

    async def wish(self, account_id: str, municipality_id: str, language: Locale | None) -> None:
        """Let an account be written to in a language, or not at all."""
        async with self._database.write() as connection:
            await watch_repository.wish(connection, account_id, municipality_id, language, self._now_s())

    async def heard(self, place: Place) -> None:
        """A place's program was heard of."""
        async with self._database.write() as connection:
            await watch_repository.heard(connection, place.id, self._now_s())

    async def measured(self, place: Place) -> None:
        """A place has measured: judge it anew."""
        async with self._database.read() as connection:
            known = (await watch_repository.programs(connection)).get(place.id)
        await self._judge(place.id, place.municipality_id, None if known is None else known[1])

    async def run(self) -> int:
        """Judge every place and write what is new; return how many letters went."""
        async with self._database.read() as connection:
            every = await watch_repository.programs(connection)
        for place_id, (municipality_id, heard_s) in every.items():
            await self._judge(place_id, municipality_id, heard_s)
        if self._post is None:
            return 0
        async with self._database.read() as connection:
            if not await watch_repository.warned(connection, unmailed=True):
                return 0
        async with self._database.write() as connection:
            new = await watch_repository.warned(connection, unmailed=True)
            letters = await self._letters(connection, new)
            await watch_repository.mailed(connection, self._now_s())
        return sum([await self._post(letter) for letter in letters])

    async def watch(self) -> None:
        """Run every half hour until cancelled."""
        await again_and_again(self.run, "places", every_s=EVERY_S, first_s=FIRST_S)

    async def _judge(self, place_id: str, municipality_id: str, heard_s: float | None) -> None:
        now_s = self._now_s()
        async with self._database.read() as connection:
            limits = await watch_repository.limits(connection, municipality_id)
            hours = await repository.hours(connection, place_id, now_s - LOOKS_BACK_S)
        found = judge(hours, heard_s, limits, now_s)
        async with self._database.write() as connection:
            if await repository.find(connection, place_id) is not None:
                await watch_repository.settle(connection, place_id, found, now_s)

    async def _letters(self, connection: AsyncConnection, new: list[Warned]) -> list[EmailMessage]:
        """One to each who asked, with all that is new in their municipality."""
        by_owner: dict[str, list[Warned]] = defaultdict(list)
        for one in new:
            by_owner[one.municipality_id].append(one)
        return [
            self._letter(wish, warned)
            for owner, warned in by_owner.items()
            for wish in await self._allowed(connection, owner)
        ]

    def _letter(self, wish: Wish, warned: list[Warned]) -> EmailMessage:
        lines = [sentence(wish.language, one.name, one.found) for one in warned]
        names = list(dict.fromkeys(one.name for one in warned))
        return warning_letter(wish.email, wish.language, names, lines, f"{self._origin}/places")

    async def _allowed(self, connection: AsyncConnection, municipality_id: str) -> list[Wish]:
        """Who asked and may still see it: a role that was taken away takes the letters with it."""
        found = []
        for wish in await watch_repository.wishes(connection, municipality_id):
            held = await people.membership(connection, wish.account_id, municipality_id)
            if held and may_any(held.roles, Action.SEE_READINESS, None, same_municipality=True):
                found.append(wish)
        return found


def _out(one: Warned) -> WarningOut:
    return WarningOut(
        place=one.place_id,
        name=one.name,
        kind=one.found.kind,
        profile=one.found.profile,
        since_s=one.since_s,
        value=one.found.value,
        usual=one.found.usual,
    )
