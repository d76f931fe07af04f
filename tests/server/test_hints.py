from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.hints import LANGUAGES, MANIFEST, Hints
from tests.server.world import build_pages, server

BUILT = {
    "index.html": {"file": "assets/index-1.js", "css": ["assets/index-1.css"], "imports": ["_signals.js"]},
    "_signals.js": {"file": "assets/signals-1.js"},
    "src/pages/lesson/room-page.tsx": {
        "file": "assets/room-1.js",
        "css": ["assets/room-1.css"],
        "imports": ["index.html", "_peer.js"],
    },
    "_peer.js": {"file": "assets/peer-1.js", "imports": ["_signals.js", "src/pages/lesson/room-page.tsx"]},
    **{f"src/i18n/generated/{name}.ts": {"file": f"assets/{name}-1.js"} for name in LANGUAGES},
}


def built(folder: Path) -> Hints:
    (folder / MANIFEST).write_text(json.dumps(BUILT))
    return Hints(folder)


def files(link: str) -> list[str]:
    return [each.split(">")[0].removeprefix("</assets/") for each in link.split(", ")]


def test_a_lessons_page_is_told_of_its_words_and_its_room_and_not_of_what_it_names_itself(
    tmp_path: Path,
) -> None:
    link = built(tmp_path).link("join", "sv-SE,sv;q=0.9")
    assert files(link) == ["sv-1.js", "room-1.js", "room-1.css", "peer-1.js"]
    assert "</assets/room-1.js>; rel=modulepreload" in link
    assert "</assets/room-1.css>; rel=preload; as=style; crossorigin" in link


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("de,lt;q=0.8,en", "lt"), ("IT", "it"), ("de", "en"), ("", "en"), (" fi-FI ;q=1", "fi"), ("*", "en")],
)
def test_the_words_are_those_that_the_page_will_choose(tmp_path: Path, asked: str, spoken: str) -> None:
    assert files(built(tmp_path).link("today", asked)) == [f"{spoken}-1.js"]


@given(st.text(max_size=60))
def test_whatever_a_browser_says_it_is_told_of_files_that_there_are(said: str) -> None:
    hints = Hints(Path("/nowhere"))
    assert hints.link("join", said) == ""


def test_a_new_build_is_noticed_and_a_broken_one_says_nothing(tmp_path: Path) -> None:
    hints = built(tmp_path)
    assert hints.link("new", "en")
    (tmp_path / MANIFEST).write_text("{")
    os.utime(tmp_path / MANIFEST, (1, 1))
    assert hints.link("new", "en") == ""


async def test_the_document_brings_them_and_a_file_does_not(tmp_path: Path) -> None:
    build_pages(tmp_path)
    built(tmp_path / "web")
    async with server(tmp_path) as world:
        page = await world.client.get("/join", headers={"Accept-Language": "sv"})
        icon = await world.client.get("/favicon.svg")
    assert "sv-1.js" in page.headers["link"]
    assert "Accept-Language" in page.headers["vary"]
    assert "link" not in icon.headers
