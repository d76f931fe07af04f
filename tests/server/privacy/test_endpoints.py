from __future__ import annotations

import io
import zipfile
from pathlib import Path

from server.roles.names import AccountRole
from tests.server.staff import town
from tests.server.world import server


async def test_a_guardian_permits_and_withdraws_for_their_child_and_for_nobody_else(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        here = await town(world)
        parent = await here.someone(AccountRole.GUARDIAN)
        child, other = await here.pupil("Bo"), await here.pupil("Ida")
        await here.guard(parent, child)
        path = f"/people/{child.id}/permissions"
        assert (await here.ask(parent, "PUT", f"{path}/clips", json={})).json()["granted"] is True
        listed = (await here.ask(parent, "GET", path)).json()["permissions"]
        assert {one["purpose"]: one["granted"] for one in listed} == {
            "recording": False,
            "picture": False,
            "clips": True,
            "sharing": False,
        }
        asked = await here.ask(parent, "POST", f"{path}/clips/withdrawal", json={})
        assert asked.status_code == 204
        assert not any(one["granted"] for one in (await here.ask(parent, "GET", path)).json()["permissions"])
        strange = f"/people/{other.id}/permissions"
        assert (await here.ask(parent, "GET", strange)).status_code == 404
        assert (await here.ask(parent, "PUT", f"{strange}/clips", json={})).status_code == 404
        assert (await here.ask(parent, "POST", f"/people/{child.id}/erasure", json={})).status_code == 403


async def test_an_admin_notes_a_guardians_word_and_a_teacher_does_not_ask(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        here = await town(world)
        admin, teacher = await here.someone(AccountRole.ADMIN), await here.someone(AccountRole.TEACHER)
        parent, child = await here.someone(AccountRole.GUARDIAN), await here.pupil()
        await here.guard(parent, child)
        path = f"/people/{child.id}/permissions/recording"
        said = {"given_by": parent.person_id, "until": "2030-06-01T00:00:00Z"}
        noted = await here.ask(admin, "PUT", path, json=said)
        assert (noted.status_code, noted.json()["given_by"]) == (200, parent.person_id)
        assert (await here.ask(admin, "PUT", path, json={})).status_code == 409
        assert (await here.ask(teacher, "PUT", path, json=said)).status_code == 404
        assert (await here.ask(None, "PUT", path, json=said)).status_code == 401
        elsewhere = await town(world, "Kemi")
        stranger = await elsewhere.someone(AccountRole.ADMIN)
        assert (await here.ask(stranger, "PUT", path, json=said)).status_code == 404
        assert (await elsewhere.ask(stranger, "PUT", path, json=said)).status_code == 404


async def test_a_copy_is_handed_out_and_stays_nowhere(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        here = await town(world)
        admin, child = await here.someone(AccountRole.ADMIN), await here.pupil("Bo Ek")
        answer = await here.ask(admin, "POST", f"/people/{child.id}/export")
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            assert b"Bo Ek" in packed.read("person.json")
        exports = world.services.settings.data_dir / "exports"
        assert list(exports.iterdir()) == []
        (exports / "left.zip").write_bytes(b"x")
        world.services.privacy.clear_exports()
        assert list(exports.iterdir()) == []


async def test_an_admin_erases_and_sets_how_long_what_is_kept(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        here = await town(world)
        admin, child = await here.someone(AccountRole.ADMIN), await here.pupil()
        gone = await here.ask(admin, "POST", f"/people/{child.id}/erasure", json={"at_end": True})
        assert (gone.status_code, gone.json()["done"]) == (200, True)
        again = await here.ask(admin, "POST", f"/people/{child.id}/erasure", json={})
        assert again.status_code == 404
        assert (await here.ask(admin, "PUT", "/retention/room", json={"days": 30})).status_code == 204
        assert (await here.ask(admin, "GET", "/retention")).json()["days"]["room"] == 30
        assert (await here.ask(admin, "PUT", "/retention/room", json={"days": 0})).status_code == 422
