"""Accounts made beside the running server, as ``klangbro admin account new`` makes them.

Without the command's process, whose start costs more than all that it does; that the command itself does it
is shown once, by tests/e2e/test_accounts.py.
"""

from __future__ import annotations

from sqlalchemy import update

from server.accounts.command import make_account
from server.db.tables import municipality, sign_in
from server.municipalities.kinds import OrganisationKind
from server.offline import on_services
from server.roles.names import AccountRole
from tests.e2e.harness.server import Server


async def account_link(
    server: Server,
    role: str,
    *,
    email: str,
    town: str,
    name: str,
    kind: OrganisationKind | None = None,
) -> str:
    """The one-use link that gives somebody an account or one more role, for a browser on this machine."""
    async with on_services(server.data_dir) as services:
        made = await make_account(services, email, AccountRole(role), town, name, kind=kind)
    return f"{server.origin}/welcome{made.link.split('/welcome', 1)[1]}"


async def signed_in_long_ago(server: Server) -> None:
    """Everybody showed who they are an hour ago."""
    async with on_services(server.data_dir) as services, services.database.write() as connection:
        await connection.execute(update(sign_in).values(confirmed_s=services.now_s() - 3600))


async def passkeys_asked(server: Server, *, in_days: float = 14.0) -> None:
    """Every municipality of this server asks its staff for passkeys from then on."""
    async with on_services(server.data_dir) as services, services.database.write() as connection:
        from_s = services.now_s() + in_days * 24 * 3600
        await connection.execute(update(municipality).values(passkeys_from_s=from_s))
