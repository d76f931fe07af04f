"""Walks through every state and notes at each what a test may ask about."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Page, ViewportSize, async_playwright

from tests.e2e.harness.every_state import STATES
from tests.e2e.harness.server import ROOT, serving
from tests.e2e.harness.tree import tree_of
from tests.e2e.harness.visit import SIZE, Visit, visiting

AXE = ROOT / "client" / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "EN-301-549", "best-practice"]
NARROW: ViewportSize = {"width": 320, "height": 640}
#: Set for the long run: five languages, every rule in the dark and in forced colours as well.
WIDE = os.environ.get("KLANGBRO_WIDE") == "yes"
LOCALES = ("en", "sv", "fi", "it", "lt") if WIDE else ("en",)

# Colours that are still on their way to another theme are nobody's colours.
_RUN_AXE = """async (only) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await frame();
  const moving = document.getAnimations().filter((each) => each instanceof CSSTransition);
  await Promise.allSettled(moving.map(({ finished }) => finished));
  const { violations } = await axe.run(document, { runOnly: only, resultTypes: ["violations"] });
  const why = ({ any, all }) => [...any, ...all][0]?.message ?? "";
  const places = (nodes) => nodes.map((node) => `${node.target.join(" ")} (${why(node)})`).join(", ");
  return violations.map(({ id, nodes }) => `${id}: ${places(nodes)}`);
}"""
_SIDEWAYS = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth > clientWidth ? `${scrollWidth} wide in ${clientWidth}` : "";
}"""


@dataclass
class Walked:
    """Findings by state: empty lists and texts are what one wants."""

    light: dict[str, list[str]] = field(default_factory=dict)
    dark: dict[str, list[str]] = field(default_factory=dict)
    forced: dict[str, list[str]] = field(default_factory=dict)
    sideways: dict[str, str] = field(default_factory=dict)
    trees: dict[str, str] = field(default_factory=dict)


async def walk(scratch: Path) -> Walked:
    """Go through all states, once a language."""
    walked = Walked()
    async with async_playwright() as playwright:
        for locale in LOCALES:
            folder = scratch / locale
            folder.mkdir(parents=True)
            async with (
                serving(folder / "data") as server,
                visiting(playwright, server, folder, locale=locale) as visit,
            ):
                await _through(visit, locale, walked)
    return walked


def order() -> list[str]:
    """The states as they are walked: a stranger's while the pupil's page measures, which takes its time."""
    names = list(STATES)
    stranger, measuring = names.index("not-secure"), names.index("lesson-measuring") + 1
    return names[stranger:measuring] + names[:stranger] + names[measuring:]


async def _through(visit: Visit, locale: str, walked: Walked) -> None:
    axe = AXE.read_text()
    for name in order():
        page = await STATES[name](visit)
        key = f"{locale} {name}"
        if locale == "en":
            walked.trees[name] = await tree_of(page, name)
        if await page.evaluate("typeof axe") == "undefined":
            await page.evaluate(axe)
        walked.light[key] = await _axe(page, {"type": "tag", "values": RULES})
        walked.sideways[key] = await _narrow(page)
        if WIDE:
            every = {"type": "tag", "values": RULES}
            await page.emulate_media(color_scheme="dark")
            walked.dark[key] = await _axe(page, every)
            await page.emulate_media(color_scheme="light", forced_colors="active")
            walked.forced[key] = await _axe(page, every)
            await page.emulate_media(color_scheme="light", forced_colors="none")


async def _axe(page: Page, only: dict[str, Any]) -> list[str]:
    found: list[str] = await page.evaluate(_RUN_AXE, only)
    return found


async def _narrow(page: Page) -> str:
    before = page.viewport_size
    await page.set_viewport_size(NARROW)
    said: str = await page.evaluate(_SIDEWAYS)
    await page.set_viewport_size(before or SIZE)
    return said
