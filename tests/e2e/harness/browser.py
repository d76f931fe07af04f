"""Real Chromium with a WAV file as its microphone, and a tap on what its page hears."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from playwright.async_api import BrowserContext, Page, Playwright

from benchmarks.pages.chromium import FLAGS, chromium_path

TAP = Path(__file__).with_name("tap.js").read_text()


@asynccontextmanager
async def chromium_page(
    playwright: Playwright,
    *,
    microphone: Path,
    scratch: Path,
    namespace: str | None = None,
    locale: str = "en",
    permissions: bool = True,
    flags: Sequence[str] = (),
    cgroup: Path | None = None,
) -> AsyncIterator[Page]:
    """A page in a browser of its own; in a network namespace, and a control group, if one is named.

    ``flags`` are given to Chromium beside our own; of two of one name, it takes the last.
    """
    executable = chromium_path()
    if namespace is not None or cgroup is not None:
        inside = f"ip netns exec {namespace} " if namespace else ""
        joins = f"echo $$ > {cgroup}/cgroup.procs\n" if cgroup else ""
        wrapper = scratch / f"chromium-{namespace}-{cgroup.name if cgroup else 'all'}"
        wrapper.write_text(f'#!/bin/sh\n{joins}exec {inside}{executable} "$@"\n')
        wrapper.chmod(0o755)
        executable = str(wrapper)
    browser = await playwright.chromium.launch(
        executable_path=executable,
        args=[*FLAGS, f"--use-file-for-fake-audio-capture={microphone}", *flags],
    )
    try:
        context: BrowserContext = await browser.new_context(
            ignore_https_errors=True,
            locale=locale,
            viewport={"width": 1366, "height": 768},
            permissions=["microphone", "camera"] if permissions else [],
        )
        await context.add_init_script(TAP)
        page = await context.new_page()
        yield page
    finally:
        await browser.close()


async def heard(page: Page) -> NDArray[np.float32]:
    """What the page has heard so far, mono ``(frames,)`` at 48 kHz."""
    raw = base64.b64decode(await page.evaluate("window.__takeHeard()"))
    return np.frombuffer(raw, np.int16).astype(np.float32) / 32767.0
