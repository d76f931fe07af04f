"""Accounts made beside the running server, as ``klangbro admin account new`` makes them.

Without the command's process, whose start costs more than all that it does; that the command itself does it
is shown once, by tests/e2e/test_accounts.py.
"""

from __future__ import annotations

from server.accounts.command import make_account
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
