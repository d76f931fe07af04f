"""One end of a lesson as a process of its own: a native peer on a device, with weather below it.

    python -m benchmarks.player

Reads its plan, one line of JSON, from standard input; then commands, one a line: ``{"weather_start_s": T}``
starts the weather over at monotonic time T. End of input ends the lesson. Writes one line of JSON for every
status and for what happened, ``{"type": "status" | "report" | "error", ...}``.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.paths.drops import DropEvery
from benchmarks.paths.shim import WeatherShim
from benchmarks.paths.weather import read
from benchmarks.stamps import StampingDevice
from client.native.errors import ClientError
from client.native.realtime import run_loop
from client.native.session import Session, SessionOptions
from client.native.status import Status

Say = Callable[[dict[str, object]], None]


@dataclass(frozen=True)
class Plan:
    """What one end does. Paths are text, since the plan travels as JSON.

    Parameters
    ----------
    invite, device, record, profile, block_frames, admit, loopback
        See `client.native.session.SessionOptions`.
    name : str
        Of the JACK client.
    weather : str
        A weather file; empty: no shim.
    loss_seed : int
        Decides which datagrams the weather loses.
    drop_every_s : float
        Lose one audio packet so often, on purpose; 0: none.
    drop_after_s : float
        From so long after the first packet on.
    video : str
        The picture it sends, and then it looks at the other's too; empty: none.
    """

    invite: str
    device: str
    record: str = ""
    profile: str | None = None
    block_frames: int = 64
    admit: bool = False
    loopback: bool = True
    name: str = "klangbro"
    weather: str = ""
    loss_seed: int = 0
    drop_every_s: float = 0.0
    drop_after_s: float = 0.0
    video: str = ""


class Player:
    """Runs one plan."""

    def __init__(self, plan: Plan, say: Say) -> None:
        self._plan, self._say = plan, say
        self._stop = asyncio.Event()
        self._shim: WeatherShim | None = None

    async def run(self) -> None:
        """Stay in the lesson until `command` says stop, then say what there is to report."""
        plan = self._plan
        with ExitStack() as closing:
            bend: WeatherShim | DropEvery | None = None
            if plan.weather:
                self._shim = bend = closing.enter_context(
                    WeatherShim(read(Path(plan.weather)), seed=plan.loss_seed)
                )
            elif plan.drop_every_s:
                bend = DropEvery(plan.drop_every_s, after_s=plan.drop_after_s)
            options = SessionOptions(
                invite=plan.invite,
                device=plan.device,
                block_frames=plan.block_frames,
                profile=plan.profile,
                record=Path(plan.record) if plan.record else None,
                admit=plan.admit,
                name=plan.name,
                loopback=plan.loopback,
                video=plan.video or None,
                picture=bool(plan.video),
            )
            session = Session(options, on_status=self._status, datagram_filter=bend)
            stamps = StampingDevice(session.engine.device)
            session.engine.device = stamps
            report = await session.run(self._stop)
            drops = bend.dropped if isinstance(bend, DropEvery) else 0
            self._say(
                report.as_dict() | {"stamps": stamps.stamps, "shim": self._shim_counts(), "dropped": drops}
            )

    def command(self, line: str | None) -> None:
        """Take one line of standard input; None: its end."""
        if line is None:
            self._stop.set()
        elif self._shim is not None:
            self._shim.restart(float(json.loads(line)["weather_start_s"]))

    def _status(self, status: Status) -> None:
        # Not Status.as_dict, which rounds for people.
        spent_s = time.process_time() - (self._shim.cpu_s if self._shim else 0.0)
        line = dataclasses.asdict(status) | {"type": "status", "now_s": time.monotonic(), "cpu_s": spent_s}
        self._say(line)

    def _shim_counts(self) -> dict[str, float]:
        shim = self._shim
        return (
            {}
            if shim is None
            else {"taken": shim.taken, "lost": shim.lost, "failed": shim.failed, "cpu_s": shim.cpu_s}
        )


def _say(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _listen(player: Player, loop: asyncio.AbstractEventLoop) -> None:
    """Hand on standard input, in a thread: an event loop cannot read it on every system."""

    def read_lines() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(player.command, line)
        loop.call_soon_threadsafe(player.command, None)

    threading.Thread(target=read_lines, name="commands", daemon=True).start()


async def _main(plan: Plan) -> int:
    player = Player(plan, _say)
    _listen(player, asyncio.get_running_loop())
    try:
        await player.run()
    except (ClientError, ValueError) as error:
        _say({"type": "error", "text": str(error)})
        return 1
    return 0


def main() -> int:
    """The command."""
    fields: dict[str, Any] = json.loads(sys.stdin.readline())
    return run_loop(_main(Plan(**fields)))


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # the thread that waits for standard input would keep the interpreter from ending
