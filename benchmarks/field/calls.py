"""A call between two browsers, as a video call makes it, on the graph through PulseAudio."""

from __future__ import annotations

import importlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.field import pulse
from benchmarks.field.graph import on_graph
from benchmarks.field.pulse import PulseServer
from benchmarks.jackd import JackServer
from benchmarks.pages import browsers, chromium
from benchmarks.paths.linklab import LinkLab
from benchmarks.processes import PartError
from benchmarks.recorder import Ports

PAGE = Path(__file__).parent.parent / "pages" / "call.js"
#: Answered by Playwright itself: a page off localhost has a microphone over https only.
ADDRESS = "https://call.test/"
_PATIENCE_MS = 30_000
_FLAGS = [flag for flag in chromium.FLAGS if "fake-device" not in flag]


def lack() -> str | None:
    """What this machine lacks for it, with the remedy; None when nothing."""
    return chromium.lack() or pulse.lack()


@contextmanager
def call(least: bool, graph: JackServer, link: LinkLab, _period: int) -> Iterator[Ports]:
    """Two browsers in a call; ``least``: with all off that costs time."""
    with ExitStack() as closing:
        servers = [closing.enter_context(PulseServer(who, graph)) for who in ("teacher", "pupil")]
        ports = Ports(servers[0].mouth, servers[1].ears)
        on_graph(graph, ports, servers)
        started = closing.enter_context(browsers.playwright())
        try:
            teacher, pupil = (
                closing.enter_context(_browser(started, sound, link.inside(where)))
                for sound, where in zip(servers, (link.school, link.town), strict=True)
            )
            _connect(teacher, pupil, {"least": least})
        except importlib.import_module("playwright.sync_api").Error as error:
            raise PartError(f"the call in Chromium: {str(error).splitlines()[0]}") from error
        yield ports


def _connect(teacher: Any, pupil: Any, wish: dict[str, object]) -> None:
    offer = teacher.evaluate("wish => window.__call.offer(wish)", wish)
    answer = pupil.evaluate("wish => window.__call.answer(wish)", wish | {"sdp": offer})
    teacher.evaluate("sdp => window.__call.accept(sdp)", answer)
    for end in (teacher, pupil):
        end.wait_for_function("() => window.__call.connected()", timeout=_PATIENCE_MS)


@contextmanager
def _browser(started: Any, sound: PulseServer, before: list[str]) -> Iterator[Any]:
    """A browser in a namespace, heard and seen by nobody, with sound: Playwright mutes unless told not to."""
    with tempfile.TemporaryDirectory(prefix="klangbro-call-") as folder:
        wrapper = Path(folder) / "chromium"
        wrapper.write_text(f'#!/bin/sh\nexec {" ".join(before)} {chromium.chromium_path()} "$@"\n')
        wrapper.chmod(0o755)
        browser = started.chromium.launch(
            executable_path=str(wrapper),
            args=_FLAGS,
            ignore_default_args=["--mute-audio"],
            env=os.environ | sound.env,
        )
        try:
            page = browser.new_context(ignore_https_errors=True, permissions=["microphone"]).new_page()
            page.route(f"{ADDRESS}**", lambda route: route.fulfill(content_type="text/html", body="<body>"))
            page.goto(ADDRESS)
            page.add_script_tag(path=PAGE)
            yield page
        finally:
            browser.close()
