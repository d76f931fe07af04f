"""The loop around `agent.step`: one door at a time, a line for each look, until it is stopped."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import typer

from benchmarks.network import agent
from benchmarks.network.door import Door, DoorError, Target
from benchmarks.network.measure import Amount, Told, measure
from benchmarks.network.record import NetworkFound
from benchmarks.paths.linklab import cache_folder


def used_file(target: Target) -> Path:
    """Where this place's use of data is remembered."""
    name = hashlib.sha256(f"{target.origin} {target.key}".encode()).hexdigest()[:16]
    return cache_folder() / f"place-{name}.json"


def run(target: Target, every_s: float, monthly_bytes: int, told: Told, times: int | None = None) -> None:
    """Look every so often; ``times``: so often and no more."""
    file = used_file(target)
    left = times
    while left is None or left > 0:
        began_s = time.monotonic()
        now = datetime.now().astimezone()
        typer.echo(f"{now:%Y-%m-%d %H:%M}  {_look(target, now, file, monthly_bytes, told)}")
        left = None if left is None else left - 1
        if left != 0:
            time.sleep(max(0.0, every_s - (time.monotonic() - began_s)))


def _look(target: Target, now: datetime, file: Path, monthly_bytes: int, told: Told) -> str:
    find: Callable[[Amount], NetworkFound] = lambda amount: measure(target, amount, told)[0]  # noqa: E731
    try:
        with Door(target) as door:
            used, words = agent.step(door, now, agent.load(file), monthly_bytes, find)
    except (DoorError, OSError) as error:
        return str(error)
    agent.save(used, file)
    return words
