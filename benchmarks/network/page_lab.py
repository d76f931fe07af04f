"""A page measures a place over a link that is known exactly: Chromium at one end, the server at the other.

What the page sends is encrypted; the link's record still shows which packets are data of its channel, by
their length, and which run they belong to, since a second passes between two runs.
"""

from __future__ import annotations

import re
import secrets
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.network.truth import Truth, of_entries
from benchmarks.pages import browsers, material
from benchmarks.paths.linklab import ADDRESSES, ENTRY, LinkLab
from benchmarks.paths.weather import Weather
from benchmarks.processes import ServerPart
from benchmarks.registry import CannotMeasureError
from dsp.path.plans import stream

PROFILES = ("duet", "balanced", "listen")
"""As the page sends them, one after the other."""
_PATIENCE_MS = 120_000
_UDP, _APPLICATION_DATA = 17, 23
_PROTOCOL_AT, _DTLS_AT = 9, 28
_AROUND_BYTES = 28 + 37 + 12 + 16
"""IPv4 and UDP; DTLS 1.2's record with AES-GCM; SCTP's header; a DATA chunk's (RFC 6347, RFC 9260)."""
_APART_NS = 500_000_000
_LEAST_PACKETS = 100
_SIGN_IN = """async ([token, password]) => {
  const ask = (path, body) => fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Klangbro-Page": "1" },
    body: JSON.stringify(body),
  });
  await ask("/api/links/confirm", { token, password });
  const own = await (await fetch("/api/session")).json();
  const town = own.members[0].municipality.id;
  return (await ask(`/api/municipalities/${town}/places`, { name: "Village" })).status;
}"""


@dataclass(frozen=True)
class PageShown:
    """By profile: what the page and the server made of it, and by way (see lab.py) what was."""

    found: dict[str, dict[str, Any]]
    truth: dict[str, dict[int, Truth]]


def measured(started: Any, up: Weather, down: Weather) -> PageShown:
    """Measure a place from a page through weather.

    Parameters
    ----------
    started : Playwright
    up, down : Weather
        Out of the page's network and into it.

    Raises
    ------
    LinkError, PartError
        The link or the server did not come up.
    CannotMeasureError
        The page got no measurement (the message says how far it came).
    """
    with tempfile.TemporaryDirectory(prefix="klangbro-page-truth-") as folder:
        record = Path(folder) / "record"
        sound = Path(folder) / "quiet.wav"
        material.write_sound(sound)
        with (
            LinkLab(down, up, record=record) as link,
            ServerPart(ADDRESSES[0], prefix=link.inside(link.school)) as server,
            browsers.page(started, browsers.Fakes(sound), before=link.inside(link.town)) as page,
        ):
            found = _measure(page, server)
        return PageShown(found, truth_of(np.fromfile(record, dtype=ENTRY)))


def _measure(page: Any, server: ServerPart) -> dict[str, dict[str, Any]]:
    origin = server.invites["teacher"].split("/join", 1)[0]
    found: dict[str, dict[str, Any]] = {}

    def heard(answer: Any) -> None:
        if re.search(r"/measurements/[^/]+/runs/\d+$", answer.url) and answer.ok:
            said = answer.json()
            found[said["profile"]] = said

    page.goto(origin)
    status = page.evaluate(_SIGN_IN, [_first_admin(server), secrets.token_urlsafe(12)])
    if status != 201:
        raise CannotMeasureError(f"The page could not make a place: status {status}.")
    page.on("response", heard)
    page.goto(f"{origin}/places")
    page.get_by_test_id("measure-here").click()
    done = '[data-testid="measured"], [data-testid="measure-blocked"], [data-testid="problem"]'
    page.locator(done).first.wait_for(timeout=_PATIENCE_MS)
    if set(found) != set(PROFILES):
        raise CannotMeasureError(f"The page said: {page.locator(done).first.inner_text()}")
    return found


def _first_admin(server: ServerPart) -> str:
    """The token of a welcome link."""
    words = ["admin", "account", "new", "--email", "eva@example.org", "--role", "admin"]
    words += ["--municipality", "Pajala", "--name", "Eva Admin", "--data-dir", server.data_dir]
    said = subprocess.run(
        [sys.executable, "-m", "klangbro", *words],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
    ).stdout
    link = re.search(r"#l=([\w.-]+)", said)
    if link is None:
        raise CannotMeasureError("The server gave out no link for its first admin.")
    return link[1]


def truth_of(entries: NDArray[np.void]) -> dict[str, dict[int, Truth]]:
    """What each profile's packets met, by way; profiles that cannot be told apart are not in it.

    Parameters
    ----------
    entries : NDArray[void]
        ``(packets,)`` of `ENTRY`, as they came to the link.
    """
    head = entries["head"]
    data = (head[:, _PROTOCOL_AT] == _UDP) & (head[:, _DTLS_AT] == _APPLICATION_DATA)
    data &= entries["len"] >= _AROUND_BYTES + min(stream(name).size for name in PROFILES)
    found: dict[str, dict[int, Truth]] = {name: {} for name in PROFILES}
    for way in (0, 1):
        for name, run in zip(PROFILES, _runs(entries[data & (entries["way"] == way)]), strict=False):
            found[name][way] = of_entries(run)
    return found


def _runs(entries: NDArray[np.void]) -> list[NDArray[np.void]]:
    """Stretches of packets without a pause; none, where there are not as many as profiles."""
    pauses = np.flatnonzero(np.diff(entries["came_ns"]) > _APART_NS) + 1
    runs = [run for run in np.split(entries, pauses) if len(run) >= _LEAST_PACKETS]
    return runs if len(runs) == len(PROFILES) else []
