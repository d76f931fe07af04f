"""The loop around `agent.step`: one door at a time, a line for each look, until it is stopped.

What an interface's bench could not tell the server goes with the next look; and with a cable that stays in
place an interface is measured once a night too, after the night's thorough look.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import typer

from benchmarks.device.posting import Outbox, outbox_file
from benchmarks.network import agent
from benchmarks.network.door import Door, DoorError, Target
from benchmarks.network.measure import Amount, Told, measure
from benchmarks.network.record import NetworkFound
from benchmarks.paths.linklab import cache_folder
from benchmarks.registry import CannotMeasureError
from client.native.errors import ClientError


def used_file(target: Target) -> Path:
    """Where this place's use of data is remembered."""
    return cache_folder() / f"place-{target.digest}.json"


@dataclass(frozen=True)
class Watcher:
    """One place's program.

    Parameters
    ----------
    target : Target
    monthly_bytes : int
    told : Told
    interface : Callable[[], dict or None], optional
        Measures an interface and gives its reading; None: no interface has a cable that stays.
    """

    target: Target
    monthly_bytes: int
    told: Told
    interface: Callable[[], dict[str, object] | None] | None = None

    def run(self, every_s: float, times: int | None = None) -> None:
        """Look every so often; ``times``: so often and no more."""
        left = times
        while left is None or left > 0:
            began_s = time.monotonic()
            now = datetime.now().astimezone()
            typer.echo(f"{now:%Y-%m-%d %H:%M}  {self.look(now)}")
            left = None if left is None else left - 1
            if left != 0:
                time.sleep(max(0.0, every_s - (time.monotonic() - began_s)))

    def look(self, now: datetime) -> str:
        """Once; a sentence."""
        file = used_file(self.target)
        find: Callable[[Amount], NetworkFound] = lambda amount: measure(self.target, amount, self.told)[0]  # noqa: E731
        before = agent.load(file)
        try:
            with Door(self.target) as door:
                used, words = agent.step(door, now, before, self.monthly_bytes, find)
        except (DoorError, OSError) as error:
            return str(error)
        agent.save(used, file)
        return " ".join(filter(None, (words, self._interface(used.thorough_on != before.thorough_on))))

    def _interface(self, thorough: bool) -> str:
        outbox = Outbox(outbox_file(self.target), time.time)
        words = self._measured(outbox) if thorough and self.interface is not None else ""
        if not len(outbox):
            return words
        try:
            # A door of its own: an interface takes minutes, and a connection does not wait so long.
            with Door(self.target) as door:
                return f"{words} Told the page of {outbox.send(door)} interfaces.".strip()
        except (DoorError, OSError) as error:
            return f"{words} {error}".strip()

    def _measured(self, outbox: Outbox) -> str:
        assert self.interface is not None
        try:
            found = self.interface()
        except (ClientError, CannotMeasureError) as error:
            return str(error)
        if found is None:
            return "No setting of the interface holds."
        outbox.add(found)
        return ""
