"""What can be done with a municipality's people and their accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts import links
from server.accounts import repository as accounts
from server.accounts.letters import welcome_letter
from server.accounts.mail import Mail
from server.accounts.schemas import Locale, MunicipalityOut, PupilOut, Purpose
from server.cards import repository as cards
from server.db import Database
from server.errors import ServerError, UnknownHereError
from server.lessons import repository as lessons
from server.municipalities import repository as municipalities
from server.people import repository
from server.people.repository import Membership, Person
from server.people.schemas import Handed, NewAccount, NewGuardian, NewPerson
from server.roles.names import AccountRole


class AlreadyHereError(ServerError):
    """The municipality has this account already."""

    def __init__(self) -> None:
        super().__init__("This address has an account here already.", "Change its roles instead.")


class LastAdminError(ServerError):
    """A municipality would be left without anybody who can mend its accounts."""

    def __init__(self) -> None:
        super().__init__("This is the last admin of the municipality.", "Make somebody else admin first.")


class ConfirmedError(ServerError):
    """A guardian needs no link any more."""

    def __init__(self) -> None:
        super().__init__("This guardian has confirmed already.", "They sign in as they always do.")


class People:
    """Add people, let them in, change what they may, send them away.

    Parameters
    ----------
    database : Database
    origin : str
        Where links point to.
    now_s : Callable[[], float]
        Seconds since 1970.
    mail : Mail or None
        Without it, links are shown to whoever makes them, to hand over.
    """

    def __init__(
        self, database: Database, origin: str, now_s: Callable[[], float], mail: Mail | None = None
    ) -> None:
        self._database = database
        self._origin = origin
        self._now_s = now_s
        self._mail = mail

    async def add_person(self, municipality_id: str, new: NewPerson) -> Person:
        """Add somebody without an account: a pupil."""
        async with self._database.write() as connection:
            return await repository.add_person(
                connection, municipality_id, new.name, self._now_s(), minor=new.minor
            )

    async def add_account(
        self, asker: Iterable[AccountRole], municipality_id: str, new: NewAccount
    ) -> Handed:
        """Let somebody in with these roles.

        Raises
        ------
        AlreadyHereError
        """
        async with self._database.write() as connection:
            account_id, is_new = await self._account(connection, new.email)
            if await repository.membership(connection, account_id, municipality_id) is not None:
                raise AlreadyHereError
            person = await repository.add_person(connection, municipality_id, new.name, self._now_s())
            await repository.join(connection, account_id, person, new.roles, self._now_s())
            if not is_new:  # they sign in as they always do
                return Handed(account=account_id, mailed=False, url=None)
            link = await self._link(connection, account_id, "password")
        return await self._hand(asker, municipality_id, account_id, link, new.language)

    async def invite_guardian(
        self, asker: Iterable[AccountRole], municipality_id: str, pupil_id: str, new: NewGuardian
    ) -> Handed:
        """Name somebody a pupil's guardian; it counts when they have confirmed it.

        Raises
        ------
        UnknownHereError
        """
        async with self._database.write() as connection:
            now_s = self._now_s()
            pupil = await repository.find_person(connection, municipality_id, pupil_id)
            if pupil is None:
                raise UnknownHereError("person")
            account_id, _ = await self._account(connection, new.email)
            member = await repository.membership(connection, account_id, municipality_id)
            if member is None:
                person = await repository.add_person(connection, municipality_id, new.name, now_s)
                member = await repository.join(connection, account_id, person, {AccountRole.GUARDIAN}, now_s)
            elif AccountRole.GUARDIAN not in member.roles:
                await repository.set_roles(connection, member.id, member.roles | {AccountRole.GUARDIAN})
            if member.person_id == pupil.id:
                raise UnknownHereError("person")
            await repository.add_guardian(connection, member.person_id, pupil.id, now_s)
            link = await self._link(connection, account_id, "guardian")
        return await self._hand(asker, municipality_id, account_id, link, new.language)

    async def guardian_link(
        self, asker: Iterable[AccountRole], municipality_id: str, pair: tuple[str, str], language: Locale
    ) -> Handed:
        """Make another link for a guardian, ``pair`` of guardian and pupil, who has not confirmed yet.

        Raises
        ------
        UnknownHereError
            Nobody has named them that pupil's guardian.
        ConfirmedError
        """
        async with self._database.write() as connection:
            named = await repository.guardianships(connection, municipality_id, guardian_id=pair[0])
            found = next((one for one in named if one.pupil_id == pair[1]), None)
            member = await repository.member_of(connection, municipality_id, pair[0])
            if found is None or member is None:
                raise UnknownHereError("person")
            if found.confirmed_s is not None:
                raise ConfirmedError
            link = await self._link(connection, member.account_id, "guardian")
        return await self._hand(asker, municipality_id, member.account_id, link, language)

    async def new_link(
        self, asker: Iterable[AccountRole], municipality_id: str, account_id: str, language: Locale
    ) -> Handed:
        """Let somebody choose a password anew. Raises UnknownHereError."""
        async with self._database.write() as connection:
            await self.member(connection, municipality_id, account_id)
            link = await self._link(connection, account_id, "password")
        return await self._hand(asker, municipality_id, account_id, link, language)

    async def set_roles(self, municipality_id: str, account_id: str, roles: frozenset[AccountRole]) -> None:
        """Give somebody these roles and no others. Raises UnknownHereError, LastAdminError."""
        async with self._database.write() as connection:
            member = await self.member(connection, municipality_id, account_id)
            if AccountRole.ADMIN not in roles:
                await self._not_the_last_admin(connection, member)
            await repository.set_roles(connection, member.id, roles)

    async def remove(self, municipality_id: str, account_id: str) -> None:
        """Send somebody away: no role, no invite; an account that is nowhere anybody is closed.

        Raises
        ------
        UnknownHereError, LastAdminError
        """
        async with self._database.write() as connection:
            member = await self.member(connection, municipality_id, account_id)
            await self._not_the_last_admin(connection, member)
            now_s = self._now_s()
            await lessons.revoke_invites_of(connection, member.person_id, now_s)
            await repository.leave(connection, member.id)
            await cards.drop(connection, member.person_id)
            if not await repository.memberships_of(connection, account_id):
                await accounts.close_account(connection, account_id, now_s)

    async def bind(self, municipality_id: str, account_id: str, issuer: str, subject: str | None) -> None:
        """Tie an account to who it is at the municipality's own sign-in.

        Raises
        ------
        UnknownHereError
            There is no such account here, or it is another municipality's too and so not ours to tie.
        """
        async with self._database.write() as connection:
            await self.member(connection, municipality_id, account_id)
            if len(await repository.memberships_of(connection, account_id)) > 1:
                raise UnknownHereError("account")
            if subject is not None:
                tied = await accounts.bound_account(connection, issuer, subject)
                if (
                    tied is not None
                    and await repository.membership(connection, tied, municipality_id) is None
                ):
                    raise AlreadyHereError
            await accounts.bind(connection, account_id, issuer, subject, self._now_s())

    async def member(self, connection: AsyncConnection, municipality_id: str, account_id: str) -> Membership:
        """Return an account of this municipality. Raises UnknownHereError."""
        found = await repository.membership(connection, account_id, municipality_id)
        if found is None:
            raise UnknownHereError("account")
        return found

    async def pupils_of(self, account_id: str) -> list[PupilOut]:
        """Whose guardian an account is in all its municipalities, confirmed or not."""
        found = []
        async with self._database.read() as connection:
            for one in await repository.memberships_of(connection, account_id):
                here = one.municipality_id
                town = await municipalities.find(connection, here)
                for each in await repository.guardianships(connection, here, guardian_id=one.person_id):
                    pupil = await repository.find_person(connection, here, each.pupil_id)
                    if town is not None and pupil is not None:
                        place = MunicipalityOut(id=town.id, name=town.name)
                        confirmed = each.confirmed_s is not None
                        found.append(
                            PupilOut(
                                municipality=place, person=pupil.id, name=pupil.name, confirmed=confirmed
                            )
                        )
        return found

    async def confirm_pupil(self, account_id: str, pupil_id: str) -> None:
        """Let an account confirm that it is a pupil's guardian: it is signed in, so it needs no link.

        Raises
        ------
        UnknownHereError
            Nobody has named it that pupil's guardian.
        """
        async with self._database.write() as connection:
            for one in await repository.memberships_of(connection, account_id):
                here = one.municipality_id
                named = await repository.guardianships(connection, here, guardian_id=one.person_id)
                if any(each.pupil_id == pupil_id for each in named):
                    await repository.confirm_guardian(
                        connection, one.person_id, self._now_s(), pupil_id=pupil_id
                    )
                    return
        raise UnknownHereError("person")

    async def check_account(self, municipality_id: str, account_id: str) -> None:
        """Raise UnknownHereError unless it is an account of this municipality."""
        async with self._database.read() as connection:
            await self.member(connection, municipality_id, account_id)

    async def _account(self, connection: AsyncConnection, email: str) -> tuple[str, bool]:
        """The account of an address, and whether it is new or as good as new."""
        found = await accounts.find_account(connection, email=email)
        if found is None:
            return (await accounts.add_account(connection, email, self._now_s())).id, True
        if found.closed_s is not None:
            await accounts.open_again(connection, found.id)
            return found.id, True
        return found.id, False

    async def _link(self, connection: AsyncConnection, account_id: str, purpose: Purpose) -> str:
        return await links.make(connection, account_id, purpose, self._origin, self._now_s())

    async def _hand(
        self,
        asker: Iterable[AccountRole],
        municipality_id: str,
        account_id: str,
        link: str,
        language: Locale,
    ) -> Handed:
        """Mail a link, or show it to a member of staff whom it gives nothing they may not have.

        Whoever opens the link is the account. So only an admin sees one of an account that is more than a
        guardian, and nobody sees one of an account that is somebody in another municipality too.
        """
        async with self._database.read() as connection:
            account = await accounts.find_account(connection, account_id)
            town = await municipalities.find(connection, municipality_id)
            held = await repository.memberships_of(connection, account_id)
        assert account is not None
        assert town is not None
        if self._mail is not None and await self._mail.post(
            welcome_letter(account.email, link, town.name, language)
        ):
            return Handed(account=account_id, mailed=True, url=None)
        ours = all(one.municipality_id == municipality_id for one in held)
        harmless = all(one.roles <= {AccountRole.GUARDIAN} for one in held)
        shown = ours and (harmless or AccountRole.ADMIN in set(asker))
        return Handed(account=account_id, mailed=False, url=link if shown else None)

    async def _not_the_last_admin(self, connection: AsyncConnection, member: Membership) -> None:
        others = await repository.members(connection, member.municipality_id)
        if AccountRole.ADMIN in member.roles and not any(
            AccountRole.ADMIN in one.roles for one in others if one.id != member.id
        ):
            raise LastAdminError
