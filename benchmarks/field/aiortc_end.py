"""One end of a call between two plain aiortc peers, on the JACK graph, as a process of its own.

    python -m benchmarks.field.aiortc_end NAME offer|answer

Descriptions go by lines of JSON, ``{"sdp": ...}``: the one who offers says its own first and then reads the
answer, the other reads and then says. End of input hangs up.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections import deque
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.m2e import import_jack
from rtc.stock_peer import FRAME_SAMPLES, StockPeer

Samples = NDArray[np.float32]


class Pacer:
    """Between a sound card's blocks and a peer's frames: whole frames out, whatever is there in.

    Notes
    -----
    One thread calls `block`, another `hear`; what either appends the other takes off.
    """

    def __init__(self) -> None:
        self._gathered: list[Samples] = []
        self._count = 0
        self._heard: deque[Samples] = deque()

    def hear(self, sound: Samples) -> None:
        """Take what the far end says, to be played when its turn comes: a queue without end, as in aiortc."""
        self._heard.append(sound)

    def block(self, mouth: Samples, ear: Samples) -> Samples | None:
        """Go on by one block: fill ``ear``, silence where nothing is; a whole frame when there is one."""
        self._play(ear)
        self._gathered.append(mouth.copy())
        self._count += len(mouth)
        if self._count < FRAME_SAMPLES:
            return None
        whole = np.concatenate(self._gathered)
        self._gathered = [whole[FRAME_SAMPLES:]]
        self._count = len(self._gathered[0])
        return whole[:FRAME_SAMPLES]

    def _play(self, ear: Samples) -> None:
        at = 0
        while at < len(ear) and self._heard:
            sound = self._heard.popleft()
            count = min(len(sound), len(ear) - at)
            ear[at : at + count] = sound[:count]
            at += count
            if count < len(sound):
                self._heard.appendleft(sound[count:])
        ear[at:] = 0.0


async def _call(name: str, offers: bool) -> None:
    loop = asyncio.get_running_loop()
    pacer, frames = Pacer(), asyncio.Queue[Samples]()
    jack = import_jack()
    client: Any = jack.Client(name, no_start_server=True, servername=os.environ.get("JACK_DEFAULT_SERVER"))
    mouth, ear = client.inports.register("mouth"), client.outports.register("ear")

    def process(_count: int) -> None:
        frame = pacer.block(mouth.get_array(), ear.get_array())
        if frame is not None:
            loop.call_soon_threadsafe(frames.put_nowait, frame)

    client.set_process_callback(process)
    peer = StockPeer(frames.get, pacer.hear)
    with client:
        if offers:
            _say(await peer.offer())
            await peer.accept(await _read())
        else:
            _say(await peer.answer(await _read()))
        await asyncio.to_thread(sys.stdin.read)
        await peer.close()


def _say(sdp: str) -> None:
    sys.stdout.write(json.dumps({"sdp": sdp}) + "\n")
    sys.stdout.flush()


async def _read() -> str:
    return str(json.loads(await asyncio.to_thread(sys.stdin.readline))["sdp"])


if __name__ == "__main__":
    asyncio.run(_call(sys.argv[1], sys.argv[2] == "offer"))
