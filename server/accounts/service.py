"""What can be done with accounts by those they belong to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

from server.accounts import links, repository, strength
from server.accounts.passwords import MIN_CHARS, Passwords, is_good
from server.accounts.schemas import LinkInfo, MemberOut, MunicipalityOut, Purpose, WhoAmI
from server.accounts.sign_ins import SignedIn, SignIns
from server.accounts.tokens import digest
from server.db import Database
from server.errors import PasswordWeakError, SignInRefusedError
from server.municipalities import repository as municipalities
from server.people import repository as people


class Accounts:
    """Sign in, choose a password, follow a link.

    Parameters
    ----------
    database : Database
    sign_ins : SignIns
    passwords : Passwords
    origin : str
        Where links point to.
    now_s : Callable[[], float]
        Seconds since 1970.
    """

    def __init__(
        self,
        database: Database,
        sign_ins: SignIns,
        passwords: Passwords,
        origin: str,
        now_s: Callable[[], float],
    ) -> None:
        self._database = database
        self._sign_ins = sign_ins
        self._passwords = passwords
        self._origin = origin
        self._now_s = now_s

    async def by_password(self, email: str, password: str, browser: str) -> str:
        """Sign in; return the cookie's token.

        Raises
        ------
        SignInRefusedError
            There is no such account, it is closed, it has no password or another one: which, is not said.
        """
        async with self._database.read() as connection:
            account = await repository.find_account(connection, email=email)
        kept = account.password_hash if account is not None and account.closed_s is None else None
        if not await self._passwords.matches(kept, password) or account is None or kept is None:
            raise SignInRefusedError
        newer = await self._passwords.hash(password) if self._passwords.is_dated(kept) else None
        async with self._database.write() as connection:
            now = await repository.find_account(connection, account.id)
            if now is None or now.closed_s is not None or now.password_hash != kept:
                raise SignInRefusedError  # changed while we compared
            if newer is not None:
                await repository.set_password(connection, account.id, newer)
            return await self._sign_ins.begin(connection, account.id, "password", browser)

    async def change_password(self, who: SignedIn, old: str | None, new: str) -> None:
        """Set one's password and end all other sign-ins.

        Raises
        ------
        SignInRefusedError, PasswordWeakError
        """
        async with self._database.read() as connection:
            account = await repository.find_account(connection, who.account_id)
        if account is None:
            raise SignInRefusedError
        if account.password_hash is not None and not await self._passwords.matches(
            account.password_hash, old or ""
        ):
            raise SignInRefusedError("The old password is another one.")
        hashed = await self._good(new, account.email)
        async with self._database.write() as connection:
            await repository.set_password(connection, account.id, hashed)
            await repository.revoke_sign_ins(connection, account.id, self._now_s(), but=who.sign_in_id)

    async def confirm_by_password(self, who: SignedIn, password: str) -> str:
        """Show once more that it is oneself; return the cookie's new token. Raises SignInRefusedError."""
        async with self._database.read() as connection:
            account = await repository.find_account(connection, who.account_id)
        kept = None if account is None else account.password_hash
        if not await self._passwords.matches(kept, password):
            raise SignInRefusedError
        async with self._database.write() as connection:
            now = await repository.find_account(connection, who.account_id)
            if now is None or now.password_hash != kept:
                raise SignInRefusedError  # changed while we compared
            return await self._sign_ins.confirm(connection, who, "password")

    async def sign_in_link(self, email: str) -> str | None:
        """Return a one-use link that signs in, or None where there is no such account."""
        async with self._database.write() as connection:
            account = await repository.find_account(connection, email=email)
            if account is None or account.closed_s is not None:
                return None
            return await links.make(connection, account.id, "sign_in", self._origin, self._now_s())

    async def behind(self, token: str) -> LinkInfo:
        """Return what a link will do. Raises SignInRefusedError."""
        async with self._database.read() as connection:
            link = await repository.find_link(connection, digest(token), self._now_s())
            account = None if link is None else await repository.find_account(connection, link.account_id)
            if link is None or account is None:
                raise _worthless()
            names, pupils = [], []
            for one in await people.memberships_of(connection, account.id):
                found = await municipalities.find(connection, one.municipality_id)
                names.append(found.name if found else "")
                for each in await people.guardianships(
                    connection, one.municipality_id, guardian_id=one.person_id
                ):
                    pupil = await people.find_person(connection, one.municipality_id, each.pupil_id)
                    if pupil is not None and each.confirmed_s is None:
                        pupils.append(pupil.name)
        purpose = cast(Purpose, link.purpose)
        return LinkInfo(purpose=purpose, email=account.email, municipality=", ".join(names), pupils=pupils)

    async def confirm(self, token: str, password: str | None, browser: str) -> str:
        """Do what a link is for, once; return the cookie's token.

        Raises
        ------
        SignInRefusedError, PasswordWeakError
        """
        info = await self.behind(token)
        if password is None and info.purpose == "password":
            raise PasswordWeakError(MIN_CHARS)
        hashed = None if password is None else await self._good(password, info.email)
        async with self._database.write() as connection:
            now_s = self._now_s()
            link = await repository.find_link(connection, digest(token), now_s)
            if link is None:
                raise _worthless()
            await repository.void_links(connection, link.account_id, now_s)
            if hashed is not None:
                await repository.set_password(connection, link.account_id, hashed)
                await repository.revoke_sign_ins(connection, link.account_id, now_s)
            if link.purpose == "guardian":
                for one in await people.memberships_of(connection, link.account_id):
                    await people.confirm_guardian(connection, one.person_id, now_s)
            # Whoever may hand out a link to choose a password with is an admin, or at the command line.
            way = "handed" if link.purpose == "password" else "link"
            return await self._sign_ins.begin(connection, link.account_id, way, browser)

    async def who_am_i(self, who: SignedIn) -> WhoAmI:
        """Return an account's own view of itself. Raises SignInRefusedError."""
        async with self._database.read() as connection:
            account = await repository.find_account(connection, who.account_id)
            if account is None:
                raise SignInRefusedError
            members = []
            for one in await people.memberships_of(connection, who.account_id):
                municipality = await municipalities.find(connection, one.municipality_id)
                person = await people.find_person(connection, one.municipality_id, one.person_id)
                assert municipality is not None
                assert person is not None
                counts = await strength.counting(connection, who, one, self._now_s())
                from_s = municipality.passkeys_from_s
                asked = from_s is not None and strength.guarded_roles(one.roles)
                members.append(
                    MemberOut(
                        municipality=MunicipalityOut(id=municipality.id, name=municipality.name),
                        person=person.id,
                        name=person.name,
                        roles=sorted(counts.membership.roles),
                        kept_back=sorted(counts.kept_back),
                        passkeys_from=datetime.fromtimestamp(from_s, UTC) if asked and from_s else None,
                    )
                )
            with_passkey = await repository.has_passkey(connection, who.account_id)
        return WhoAmI(
            email=account.email,
            sign_in=who.sign_in_id,
            has_password=account.password_hash is not None,
            has_passkey=with_passkey,
            sure=who.way in strength.SURE_WAYS,
            members=members,
        )

    async def _good(self, password: str, email: str) -> str:
        if not is_good(password, email):
            raise PasswordWeakError(MIN_CHARS)
        return await self._passwords.hash(password)


def _worthless() -> SignInRefusedError:
    return SignInRefusedError("This link was used already, or it is too old.")
