"""A server and a technician's machine in two namespaces, whose clocks have nothing to do with each other."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.network.record import NetworkFound
from benchmarks.network.truth import Truth, read
from benchmarks.paths.linklab import ADDRESSES, LinkLab
from benchmarks.paths.weather import Weather
from benchmarks.processes import ServerPart

_DAY_S = 86_400
_PATIENCE_S = 300.0
UP, DOWN = 1, 0
"""The ways of the record: the technician sits in the town, the server at the school."""


@dataclass(frozen=True)
class Shown:
    """What the bench found, and what was."""

    found: NetworkFound
    truth: dict[tuple[int, int], Truth]


def measured(up: Weather, down: Weather, options: Sequence[str]) -> Shown:
    """Measure through weather, the near end's monotonic clock a day ahead.

    Parameters
    ----------
    up, down : Weather
        Out of the technician's network and into it.
    options : Sequence[str]
        More of ``klangbro bench network``.

    Raises
    ------
    LinkError, PartError
        The link or the server did not come up.
    RuntimeError
        The bench failed (the message carries its own).
    """
    with tempfile.TemporaryDirectory(prefix="klangbro-network-") as folder:
        record = Path(folder) / "record"
        with (
            LinkLab(down, up, record=record) as link,
            ServerPart(ADDRESSES[0], prefix=link.inside(link.school)) as server,
        ):
            words = [
                *link.inside(link.town),
                *("unshare", "--time", "--fork", "--monotonic", str(_DAY_S)),
                *(sys.executable, "-m", "klangbro", "bench", "network"),
                *("--to", server.invites["teacher"], "--json", *options),
            ]
            done = subprocess.run(
                words, capture_output=True, text=True, check=False, timeout=_PATIENCE_S, cwd=_root()
            )
        if done.returncode:
            raise RuntimeError(done.stderr.strip() or f"bench network ended with {done.returncode}")
        return Shown(NetworkFound.model_validate(json.loads(done.stdout)["network"]), read(record))


def _root() -> Path:
    return Path(__file__).resolve().parents[2]
