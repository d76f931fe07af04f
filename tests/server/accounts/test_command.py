from __future__ import annotations

from pathlib import Path

from server.accounts.command import make_account
from server.municipalities import repository as municipalities
from server.municipalities.kinds import OrganisationKind
from server.roles.names import AccountRole
from tests.server.world import server


async def test_a_new_tenant_is_a_municipality_unless_it_is_said_to_be_another_provider(
    tmp_path: Path,
) -> None:
    async with server(tmp_path) as world:

        async def made(town: str, kind: OrganisationKind | None = None) -> str:
            asked = (world.services, f"eva@{town}.example.org", AccountRole.ADMIN, town, "Eva")
            await make_account(*asked, kind=kind)
            async with world.services.database.read() as connection:
                kinds = {one.name: one.kind.value for one in await municipalities.listing(connection)}
            return kinds[town]

        assert await made("pajala") == "municipality"
        assert await made("abf", OrganisationKind.PROVIDER) == "provider"
        # What is there stays what it is until somebody says otherwise.
        assert await made("abf") == "provider"
        assert await made("abf", OrganisationKind.MUNICIPALITY) == "municipality"
