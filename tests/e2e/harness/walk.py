"""Walks through every state and notes at each what a test may ask about."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Page, ViewportSize, async_playwright

from tests.e2e.harness.every_state import STATES
from tests.e2e.harness.server import ROOT, serving
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
# What differs from one visit to the next: figures, dates, addresses, and what is heard meanwhile.
_VARIES = (
    (re.compile(r"/(read|join|new)#[^\s\"]+"), r"/\1#TOKEN"),
    (re.compile(r"https?://[^\s/\"]+"), "ADDRESS"),
    (re.compile(r"(\n +- listitem: ADDRESS)+"), r"\1"),
    (re.compile(r"(\n +- (term|definition): .*)+"), "\n    - FIGURES"),
    (re.compile(r"\n +- paragraph: (Nothing comes from your microphone|Is its cable in.*)"), ""),
    (re.compile(r"( · )?(The sound is too loud|Nothing is heard)"), ""),
    (re.compile(r"(- region \"(Your note|Bo Ek)\":)(\n {6}- paragraph.*)+"), r"\1 PITCH"),
    (re.compile(r"\b[AP]M\b"), "PM"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d\b"), "WHEN"),
    (re.compile(r"paragraph: [0-9A-Z]{4} [0-9A-Z]{4}$", re.MULTILINE), "paragraph: CODE"),
    (re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"), "WEEKDAY"),
    (re.compile(r"\b(Mon|Tue|Wed|Thu|Fri), (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b"), "DAY"),
    (re.compile(r"/calendar/[\w-]+/"), "/calendar/SECRET/"),
    (re.compile(r"/municipalities/[\w-]+/"), "/municipalities/ID/"),
    # What the server says of the machine that it is on.
    (re.compile(r'(heading "The server"(?:.*\n)+?  - status: ).*\n  - list:(\n {4,}.*)+'), r"\1FINDINGS"),
    (re.compile(r"'?button \"[^\"]*Sound and picture\"( \[expanded\])?'?"), r"button: THE SOUND'S LINE\1"),
    (re.compile(r"(meter .*): Too loud"), r"\1"),
    (re.compile(r"\b(January|February|March|April|May|June|July|August|September)\b"), "MONTH"),
    (re.compile(r"\b(October|November|December)\b"), "MONTH"),
    (re.compile(r"(?<!level=)(?<!\w)\d+([.,]\d+)*"), "0"),
)


# What an ending offers comes when the server has answered; left-pupil and left-teacher wait for it.
_LATER = re.compile(r"\n  - region \"(Your next lesson|To read after the lesson)\":(\n {4,}.*)+")


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


async def _through(visit: Visit, locale: str, walked: Walked) -> None:
    axe = AXE.read_text()
    for name, reach in STATES.items():
        page = await reach(visit)
        key = f"{locale} {name}"
        if locale == "en":
            tree = _settled(await page.locator("body").aria_snapshot())
            walked.trees[name] = _LATER.sub("", tree) if name.startswith("end-") else tree
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


def _settled(tree: str) -> str:
    for pattern, instead in _VARIES:
        tree = pattern.sub(instead, tree)
    return tree + "\n"
