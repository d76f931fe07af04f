"""``klangbro admin account``: the first admin, and whoever has locked themselves out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from server.municipalities.kinds import OrganisationKind
from server.offline import DataDir, with_services
from server.roles.names import AccountRole

if TYPE_CHECKING:
    from server.state import Services

account_app = typer.Typer(
    help="Accounts: the first admin, a new link.", no_args_is_help=True, add_completion=False
)


class Made(NamedTuple):
    """What became of the command; ``link`` is None for an account that has a password already."""

    municipality: str
    is_new_municipality: bool
    link: str


@account_app.command("new")
def account_new(
    email: Annotated[str, typer.Option(help="The address they sign in with.")],
    role: Annotated[AccountRole, typer.Option(help="What they are to the municipality.")],
    municipality: Annotated[str, typer.Option(help="Its name; a new one is made.")],
    *,
    name: Annotated[str, typer.Option(help="What people call them.")] = "Admin",
    kind: Annotated[
        OrganisationKind | None, typer.Option(help="Whether it is one, or another provider of lessons.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Make an account, or give one another role, and print a one-use link to choose a password."""

    async def make(services: Services) -> Made:
        return await make_account(services, email, role, municipality, name, kind=kind)

    made = with_services(data_dir, make)
    if made.is_new_municipality:
        what = "provider of lessons" if kind is OrganisationKind.PROVIDER else "municipality"
        typer.echo(f"{made.municipality} is a new {what} on this server.")
    typer.echo(f"{role.value.capitalize()} of {made.municipality}. This link works once, within seven days:")
    typer.echo(f"  {made.link}")


@account_app.command("link")
def account_link(
    email: Annotated[str, typer.Option(help="The address they sign in with.")], data_dir: DataDir = None
) -> None:
    """Print a one-use link to choose a new password, for somebody who has lost theirs."""

    async def make(services: Services) -> str:
        from server.accounts import links, repository  # noqa: PLC0415
        from server.errors import UnknownHereError  # noqa: PLC0415

        async with services.database.write() as connection:
            found = await repository.find_account(connection, email=email.strip().lower())
            if found is None or found.closed_s is not None:
                raise UnknownHereError("account")
            origin = services.site.origin
            return await links.make(connection, found.id, "password", origin, services.now_s())

    typer.echo(with_services(data_dir, make))


async def make_account(
    services: Services,
    email: str,
    role: AccountRole,
    town: str,
    name: str,
    *,
    kind: OrganisationKind | None = None,
) -> Made:
    """Give somebody an account, or one more role, in a municipality that is made if need be.

    ``kind`` says what it is; without it a new one is a municipality, and one that is there stays what it is.
    """
    from server.accounts import links, repository  # noqa: PLC0415
    from server.municipalities import repository as municipalities  # noqa: PLC0415
    from server.people import repository as people  # noqa: PLC0415
    from server.people.schemas import NewAccount  # noqa: PLC0415

    new = NewAccount(name=name, email=email, roles=frozenset({role}))
    async with services.database.write() as connection:
        now_s = services.now_s()
        known = [one for one in await municipalities.listing(connection) if one.name == town]
        where = known[0] if known else await municipalities.add(connection, town, now_s)
        if kind is not None:
            await municipalities.call(connection, where.id, kind)
        account = await repository.find_account(connection, email=new.email)
        if account is None:
            account = await repository.add_account(connection, new.email, now_s)
        await repository.open_again(connection, account.id)
        member = await people.membership(connection, account.id, where.id)
        if member is None:
            person = await people.add_person(connection, where.id, new.name, now_s)
            await people.join(connection, account.id, person, new.roles, now_s)
        else:
            await people.set_roles(connection, member.id, member.roles | new.roles)
        link = await links.make(connection, account.id, "password", services.site.origin, now_s)
    return Made(where.name, not known, link)
