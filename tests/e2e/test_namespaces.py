"""Across a real IP link: a school behind one namespace, the server and the teacher in the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Playwright

from benchmarks.paths import linklab
from benchmarks.paths.linklab import ADDRESSES, LinkLab
from benchmarks.paths.weather import forecast
from tests.e2e.harness import people
from tests.e2e.harness.browser import chromium_page, heard
from tests.e2e.harness.server import serving
from tests.e2e.harness.sound import microphones, resemblance

LACK = linklab.missing()
pytestmark = [
    pytest.mark.alone,
    pytest.mark.wide,  # the relay's pages and the native ends cross namespaces as well
    pytest.mark.skipif(LACK is not None, reason=f"no link between namespaces: {LACK}"),
]


@pytest.fixture
def link() -> Iterator[LinkLab]:
    with LinkLab(forecast("fibre", 3, 240.0), forecast("fibre", 4, 240.0)) as lab:
        yield lab


async def test_a_school_page_in_another_network_joins_over_https(
    link: LinkLab, playwright: Playwright, tmp_path: Path
) -> None:
    sounds = microphones(tmp_path)
    async with (
        serving(tmp_path / "data", namespace=link.school) as server,
        chromium_page(
            playwright, microphone=sounds["violin"][0], scratch=tmp_path, namespace=link.school
        ) as teacher,
        chromium_page(
            playwright, microphone=sounds["cello"][0], scratch=tmp_path, namespace=link.town
        ) as pupil,
    ):
        invites = (server.invite("teacher", host=ADDRESSES[0]), server.invite("pupil", host=ADDRESSES[0]))
        await people.meet(teacher, pupil, invites)
        assert await pupil.evaluate("isSecureContext")
        await people.seconds_of_sound(pupil, 5)
        await people.frames_go_on(pupil)
        assert resemblance(sounds["violin"][1], (await heard(pupil))[-4 * 48_000 :]) >= 0.85
        assert resemblance(sounds["cello"][1], (await heard(teacher))[-4 * 48_000 :]) >= 0.85
