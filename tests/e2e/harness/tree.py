"""What assistive technology is told of a state, without what differs from one visit to the next."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

from playwright.async_api import Page

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
#: Set to keep what is said now; read the difference before it is committed.
WRITES = os.environ.get("KLANGBRO_SNAPSHOTS") == "write"
PATIENCE_S = 10.0

_NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

_SHORT = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"

# What differs from one visit to the next: figures, dates, addresses, and what is heard meanwhile.
_VARIES = (
    (re.compile(r"/(read|join|new|welcome)#[^\s\"]+"), r"/\1#TOKEN"),
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
    # From which day to which: one month or two, one year or two.
    (
        re.compile(rf"\b{_SHORT} \d+(, \d{{4}})?\s–\s({_SHORT} )?\d+, \d{{4}}\b"),
        "MONTH 0, 0 – MONTH 0, 0",
    ),
    (re.compile(r"\b(January|February|March|April|May|June|July|August|September)\b"), "MONTH"),
    (re.compile(r"\b(October|November|December)\b"), "MONTH"),
    (re.compile(r"(?<!level=)(?<!\w)\d+([.,]\d+)*"), "0"),
)
# What an ending offers comes when the server has answered; left-pupil and left-teacher wait for it.
_LATER = re.compile(
    r"\n  - region \"(Your next lesson|Moments from the lesson|To read after the lesson)\":(\n {4,}.*)+"
)


def kept() -> dict[str, str]:
    """The trees that were read and committed, by state."""
    return {path.stem: path.read_text() for path in SNAPSHOTS.glob("*.txt")}


async def tree_of(page: Page, name: str) -> str:
    """The tree of a state; like every other expectation it gives a list that loads the time to come."""
    path = SNAPSHOTS / f"{name}.txt"
    expected = path.read_text() if path.exists() and not WRITES else None
    until = time.monotonic() + PATIENCE_S
    while True:
        tree = _settled(await page.locator("body").aria_snapshot())
        tree = _LATER.sub("", tree) if name.startswith("end-") else tree
        if expected is None or tree == expected or time.monotonic() > until:
            return tree
        await page.evaluate(_NEXT_FRAME)


def _settled(tree: str) -> str:
    for pattern, instead in _VARIES:
        tree = pattern.sub(instead, tree)
    return tree + "\n"
