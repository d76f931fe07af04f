"""``klangbro companion run`` with an ear: what its device would play is written down, with its time.

    python -m benchmarks.handover.companion KEYS SPOKEN_HZ HEARD_HZ

KEYS is the file that it knows its pages by. Writes a line of JSON for every 20 ms: ``{"at": unix time in s,
"level": amplitude of HEARD_HZ}``. Ends when it is killed, or with its standard input.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.stamps import StampingDevice
from client.companion.keys import Keys
from client.companion.service import Companion
from client.companion.showing import Shown
from client.native.devices import AudioBlock, AudioDevice, BlockTimes, Callback
from client.native.devices.enduring import Choice
from client.native.options import SessionOptions
from client.native.realtime import run_loop

RATE_HZ = 48_000
WINDOW = 960


class Ear(StampingDevice):
    """A device that says how strong a tone is that it plays."""

    def __init__(self, device: AudioDevice, hz: float) -> None:
        super().__init__(device)
        self._turn = 4 / WINDOW * np.hanning(WINDOW) * np.exp(-2j * np.pi * hz * np.arange(WINDOW) / RATE_HZ)

    def start(self, callback: Callback) -> None:
        unix_s = time.time() - time.monotonic()
        held = np.zeros(WINDOW)

        def listened(heard: AudioBlock, played: AudioBlock, times: BlockTimes) -> None:
            callback(heard, played, times)
            held[: -len(played)] = held[len(played) :]
            held[-len(played) :] = played[:, 0]
            if (times.sample // len(played)) % (WINDOW // len(played)) == 0:
                at_s = times.play_s + (len(played) - WINDOW / 2) / RATE_HZ + unix_s
                _say({"at": at_s, "level": float(abs(held @ self._turn))})

        self._device.start(listened)


@dataclass(frozen=True)
class Heard(SessionOptions):
    """Options of a session whose device has an ear."""

    hz: float = 0.0

    def open(self) -> Choice:
        """As every session does, and listen in."""
        choice = super().open()
        return Choice(Ear(choice.device, self.hz), choice.opener, choice.stalls)


async def _main(options: SessionOptions, keys: Path) -> None:
    loop = asyncio.get_running_loop()
    companion = Companion(options, Keys(keys), Shown(), on_ready=lambda port: _say({"port": port}))
    running = asyncio.create_task(companion.run())

    def to_the_end() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(running.cancel)

    threading.Thread(target=to_the_end, daemon=True).start()
    with contextlib.suppress(asyncio.CancelledError):
        await running


def _say(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main(keys: str, spoken_hz: str, heard_hz: str) -> None:
    """The command."""
    options = Heard("", device=f"tone:{spoken_hz}", block_frames=240, hz=float(heard_hz))
    run_loop(_main(options, Path(keys)))


if __name__ == "__main__":
    main(*sys.argv[1:])
