"""Chromium as teachers and pupils have it, in a network namespace, on fake devices we fill."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.pages.chromium import FLAGS, chromium_path, lack
from benchmarks.registry import CannotMeasureError

WATCH = Path(__file__).with_name("watch.js")
PATIENCE_MS = 60_000


@dataclass(frozen=True)
class Fakes:
    """Files before the microphone and the camera."""

    sound: Path
    pictures: Path | None = None


@contextmanager
def playwright() -> Iterator[Any]:
    """The library that steers browsers, while it is needed.

    Raises
    ------
    CannotMeasureError
        It or Chromium is missing.
    """
    missing = lack()
    if missing:
        raise CannotMeasureError(missing)
    with importlib.import_module("playwright.sync_api").sync_playwright() as started:
        yield started


@contextmanager
def page(
    started: Any, fakes: Fakes, *, before: Sequence[str] = (), cgroup: Path | None = None
) -> Iterator[Any]:
    """One page in a browser of its own, started by the words ``before``, kept in ``cgroup``."""
    with tempfile.TemporaryDirectory(prefix="klangbro-browser-") as folder:
        wrapper = Path(folder) / "chromium"
        joins = f"echo $$ > {cgroup}/cgroup.procs\n" if cgroup else ""
        wrapper.write_text(f'#!/bin/sh\n{joins}exec {" ".join(before)} {chromium_path()} "$@"\n')
        wrapper.chmod(0o755)
        devices = [f"--use-file-for-fake-audio-capture={fakes.sound}"]
        if fakes.pictures is not None:
            devices.append(f"--use-file-for-fake-video-capture={fakes.pictures}")
        browser = started.chromium.launch(executable_path=str(wrapper), args=[*FLAGS, *devices])
        try:
            context = browser.new_context(
                ignore_https_errors=True,
                locale="en",
                viewport={"width": 1366, "height": 768},
                permissions=["microphone", "camera"],
            )
            context.set_default_timeout(PATIENCE_MS)
            context.add_init_script(path=WATCH)
            yield context.new_page()
        finally:
            browser.close()


def enter(at: Any, invite: str) -> None:
    """Open an invite and go in past the checks."""
    at.goto(invite)
    at.get_by_test_id("enter").click()


def admit(at: Any) -> None:
    """Let in who knocks."""
    at.get_by_test_id("admit").click()


def connected(at: Any) -> None:
    """Wait until the far end is heard."""
    at.locator('[data-testid="far-tile"][data-connected="true"]').wait_for()


def shown(at: Any, name: str) -> float | None:
    """A figure that the page writes at the far end's picture, ms."""
    value = at.get_by_test_id("far-video").get_attribute(f"data-{name}-ms")
    return None if value is None else float(value)
