"""Through a real coturn with the configuration that `klangbro admin turn-config` writes."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.async_api import Page, Playwright

from benchmarks.material import read_wav
from tests.e2e.harness import people, relay
from tests.e2e.harness.browser import chromium_page, heard
from tests.e2e.harness.native import Native, joined
from tests.e2e.harness.relay import PORT, RELAY, RELAY_6, SECRET, RelayLab
from tests.e2e.harness.relay import SERVER as SERVER_HOST
from tests.e2e.harness.server import Server, serving
from tests.e2e.harness.sound import microphones, resemblance
from tests.server.turn.test_ranges import SPECIAL

LACK = relay.missing()
pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(LACK is not None, reason=f"no relay between namespaces: {LACK}"),
]
ALIKE = 0.9
PROBE = (sys.executable, "-m", "tests.e2e.harness.relay_probe")


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RelayLab]:
    with RelayLab(tmp_path) as made:
        for name, value in made.environment.items():
            monkeypatch.setenv(name, value)
        yield made


def probe(lab: RelayLab, what: str, *more: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(lab.run(lab.school, *PROBE, what, f"{RELAY}:{PORT}", SECRET, *more))
    return said


def test_the_relay_sends_nothing_to_a_special_address(lab: RelayLab) -> None:
    ordinary = (RELAY, "130.239.1.1", RELAY_6, "2001:6b0:1::1")
    codes = probe(lab, "peers", *SPECIAL, *ordinary)
    assert {codes.pop(address) for address in ordinary} == {0}
    assert set(codes.values()) == {403}


def test_what_stands_outlives_its_credential_and_nothing_new_begins_with_it(lab: RelayLab) -> None:
    said = probe(lab, "outlives")
    assert said["refreshed"] > 5
    assert said["anew"] == 401


def test_the_doctor_allocates_for_real_by_every_way_and_finds_it_good(lab: RelayLab, tmp_path: Path) -> None:
    asked = ("-m", "klangbro", "admin", "doctor", "--json", "--data-dir", str(tmp_path / "data"))
    said = json.loads(lab.run(lab.school, sys.executable, *asked))
    found = [one for one in said["findings"] if one["check"] == "turn"]
    assert [one["verdict"] for one in found] == ["good"] * 3
    assert all(RELAY in one["text"] for one in found)


@asynccontextmanager
async def natives(lab: RelayLab, tmp_path: Path, **invites: str) -> AsyncIterator[tuple[Native, Native]]:
    sounds = microphones(tmp_path)
    async with (
        joined(
            invites["teacher"], "--admit", "--device", f"file:{sounds['violin'][0]},loop",
            "--record", str(tmp_path / "teacher.wav"), namespace=lab.town,
        ) as teacher,
        joined(
            invites["pupil"], "--device", f"file:{sounds['cello'][0]},loop",
            "--record", str(tmp_path / "pupil.wav"), namespace=lab.school,
        ) as pupil,
    ):  # fmt: skip
        await teacher.hears()
        await pupil.hears()
        yield teacher, pupil


async def sound_is_heard(ends: tuple[Native, Native], tmp_path: Path) -> None:
    for end in ends:
        await end.until(
            lambda said: any(far["state"] == "up" for far in said["far"]) and said["elapsed_s"] > 11
        )
    for end in ends:
        assert end.last["far"][0]["relayed"]
        await end.leave()
    sounds = microphones(tmp_path)
    for who, far in (("teacher", "cello"), ("pupil", "violin")):
        sound = read_wav(tmp_path / f"{who}.wav")[0][:, 0].astype(np.float32)
        assert resemblance(sounds[far][1], sound[-4 * 48_000 : -48_000]) >= ALIKE


def invites(server: Server, lab: RelayLab) -> dict[str, str]:
    return {role: server.invite(role, host=SERVER_HOST) for role in ("teacher", "pupil")}


@pytest.mark.parametrize(
    "way",
    [
        pytest.param("udp", marks=pytest.mark.wide),
        pytest.param("tcp", marks=pytest.mark.wide),
        pytest.param("tls", marks=pytest.mark.wide),
    ],
)
async def test_native_ends_hear_each_other_through_the_relay_when_only_this_way_is_open(
    lab: RelayLab, tmp_path: Path, way: str
) -> None:
    lab.wall(way)
    async with (
        serving(tmp_path / "data", namespace=lab.middle) as server,
        natives(lab, tmp_path, **invites(server, lab)) as ends,
    ):
        await sound_is_heard(ends, tmp_path)


async def protected_lesson(server: Server, lab: RelayLab) -> dict[str, str]:
    made = json.loads(
        lab.run(
            lab.middle, sys.executable, "-m", "klangbro", "admin", "lesson", "new", "--teacher", "Anna",
            "--pupil", "Alias", "--protected", "--json", "--data-dir", str(server.data_dir),
        )
    )  # fmt: skip
    paths = {one["role"]: str(one["url"]).split("/join", 1)[1] for one in made["invites"]}
    return {role: f"https://{SERVER_HOST}:{server.port}/join{path}" for role, path in paths.items()}


@pytest.mark.parametrize(
    "way", [pytest.param("udp", marks=pytest.mark.wide), pytest.param("tcp", marks=pytest.mark.wide)]
)
async def test_pages_hear_each_other_through_the_relay_and_the_panel_says_so(
    lab: RelayLab, playwright: Playwright, tmp_path: Path, way: str
) -> None:
    lab.wall(way)
    sounds = microphones(tmp_path)
    async with (
        serving(tmp_path / "data", namespace=lab.middle) as server,
        chromium_page(
            playwright, microphone=sounds["violin"][0], scratch=tmp_path, namespace=lab.town
        ) as teacher,
        chromium_page(
            playwright, microphone=sounds["cello"][0], scratch=tmp_path, namespace=lab.school
        ) as pupil,
    ):
        given = invites(server, lab)
        await people.meet(teacher, pupil, (given["teacher"], given["pupil"]))
        for page, far in ((teacher, "cello"), (pupil, "violin")):
            await people.seconds_of_sound(page, 5)
            assert resemblance(sounds[far][1], (await heard(page))[-4 * 48_000 :]) >= ALIKE - 0.05
        await teacher.get_by_test_id("quality").click()
        await teacher.get_by_test_id("relay-cost").wait_for(timeout=people.PATIENCE_MS)


async def candidates_told(page: Page) -> list[str]:
    """Every candidate the page has told or could tell: in its descriptions and one by one."""
    told: list[str] = await page.evaluate(
        """() => window.__connections.flatMap((connection) =>
          (connection.localDescription?.sdp ?? "").split("\\r\\n")
            .filter((line) => line.includes("candidate:")))"""
    )
    return told


async def test_a_protected_pupils_page_tells_a_relays_candidates_alone(
    lab: RelayLab, playwright: Playwright, tmp_path: Path
) -> None:
    sounds = microphones(tmp_path)
    async with (
        serving(tmp_path / "data", namespace=lab.middle) as server,
        chromium_page(
            playwright, microphone=sounds["violin"][0], scratch=tmp_path, namespace=lab.town
        ) as teacher,
        chromium_page(
            playwright, microphone=sounds["cello"][0], scratch=tmp_path, namespace=lab.school
        ) as pupil,
    ):
        given = await protected_lesson(server, lab)
        await people.meet(teacher, pupil, (given["teacher"], given["pupil"]))
        told = await candidates_told(pupil)
        assert told
        assert all(" typ relay " in line and relay.SCHOOL not in line for line in told)
        # As a browser without mDNS would hide it from nobody: the teacher's own are told as always.
        assert any(" typ relay " not in line for line in await candidates_told(teacher))
