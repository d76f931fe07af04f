from __future__ import annotations

from pathlib import Path

from server.doctor.erasures import check_erasures
from server.privacy.erasure_list import ErasureList, digest
from tests.server.privacy.town import CAST, settle_in
from tests.server.world import Clock, server, settings_for


async def verdict(folder: Path, **changes: object) -> tuple[str, str]:
    found = await check_erasures(settings_for(folder, **changes))
    return found.verdict, found.text


async def test_the_list_is_missed_when_somebody_was_erased(tmp_path: Path) -> None:
    clock = Clock()
    assert (await verdict(tmp_path))[0] == "good"
    async with server(tmp_path, clock=clock) as world:
        await settle_in(world.services.database)
        assert (await verdict(tmp_path))[0] == "good"
        listing = ErasureList(world.services.settings.erasures)
        listing.path.unlink()
        assert (await verdict(tmp_path))[0] == "warning"
        await world.services.privacy.erasure.erase(CAST.pupil, actor="host")
        assert await verdict(tmp_path) == ("good", "The list of erasures is whole; entries: 1.")
        listing.path.unlink()
        assert (await verdict(tmp_path))[0] == "bad"
        await world.services.privacy.erasure.reconcile()
        assert "made anew" in (await verdict(tmp_path))[1]
        listing.path.write_bytes(b"\xff")
        assert (await verdict(tmp_path))[0] == "bad"


async def test_erasures_that_are_still_to_be_repeated_are_said(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        ErasureList(world.services.settings.erasures).add(digest("person", "somebody"), 0.0)
        assert (await verdict(tmp_path))[0] == "warning"
