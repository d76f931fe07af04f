"""The far end of a measurement from a page: a data channel over which both ends send a profile's packets."""

from __future__ import annotations

import asyncio
import bisect
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dsp.path.found import ProfileFound
from dsp.path.plans import Stream, stream
from dsp.path.verdicts import judge
from dsp.path.ways import gather

from . import beat
from .config import IceServerConfig
from .errors import PeerStateError
from .peer import Peer

MOST_SECONDS = 20.0
MOST_RUNS = 8
_FRESH_NS = 1_000_000_000
"""An answer to something older says nothing of the path any more."""

Came = Sequence[tuple[int, int]]


@dataclass
class Run:
    """One profile's packets both ways, by this end's clock (monotonic ns).

    ``meant_ns`` is when one was handed over to be sent, ``sent_ns`` when it went to the socket.
    """

    chosen: Stream
    count: int
    meant_ns: dict[int, int] = field(default_factory=dict)
    sent_ns: dict[int, int] = field(default_factory=dict)
    came: list[tuple[int, int]] = field(default_factory=list)


class MeasuringEnd:
    """Answers one page, sends when asked, and judges with what the page saw.

    Every message is ``{"r": run, "s": sequence, "x": padding}``; both ends write down when they sent and
    when they got each one, and nothing of it is said on the way. Messages of run 0 are knocks, which are
    answered: a page that has an answer knows that the channel carries both ways.

    Parameters
    ----------
    ice_servers : sequence of IceServerConfig
    now_ns : Callable[[], int]

    Notes
    -----
    One event loop; not thread-safe. Always await `close`.
    """

    def __init__(
        self,
        *,
        ice_servers: Sequence[IceServerConfig] = (),
        now_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self._now_ns = now_ns
        self._runs: dict[int, Run] = {}
        self._knocked = False
        self._sending: asyncio.Task[None] | None = None
        self._peer = Peer(ice_servers=ice_servers, offers=False, on_beat=self._came)
        self._peer.tell_sent(self._sent)

    @property
    def relayed(self) -> bool:
        """Whether a relay stands in between."""
        return self._peer.relayed

    async def answer(self, sdp: str, candidates: Sequence[str]) -> str:
        """Take the page's offer with all its candidates. Raises SdpError."""
        said = await self._peer.answer(sdp)
        for candidate in candidates:
            await self._peer.add_candidate(candidate)
        return said

    def start(self, profile: str, seconds: float) -> tuple[int, Run]:
        """Begin to send a profile's packets; gives the run's number.

        Raises
        ------
        PeerStateError
            The page has not knocked, or has had its share.
        ValueError
            There is no such profile, or it is too long.
        """
        if not 0 < seconds <= MOST_SECONDS:
            raise ValueError(f"{seconds} s, where up to {MOST_SECONDS} are measured")
        if not self._knocked or len(self._runs) >= MOST_RUNS:
            raise PeerStateError(f"nothing to measure: {self._peer.state}, after {len(self._runs)} runs")
        chosen = stream(profile)
        run, number = Run(chosen, chosen.count(seconds)), len(self._runs) + 1
        self._runs[number] = run
        self._stop()
        self._sending = asyncio.get_running_loop().create_task(self._send(number, run))
        return number, run

    def found(self, number: int, sent_ns: Mapping[int, int], came: Came) -> ProfileFound:
        """Judge a run by both ends' times.

        Parameters
        ----------
        sent_ns : Mapping[int, int]
            When the page sent each of its packets, by its own clock.
        came : sequence of (sequence, time)
            What came to the page, as it came.

        Raises
        ------
        KeyError
            There is no such run.
        """
        run = self._runs[number]
        near = min(sent_ns.values(), default=0)
        far = min(run.sent_ns.values(), default=0)
        up = gather(run.count, dict(sent_ns), run.came, (near, far))
        down = gather(run.count, run.sent_ns, list(came), (far, near))
        return judge(run.chosen, up, down, trips_ms(sent_ns, run.came, run.sent_ns, came))

    def late_ms(self, number: int, sent_ns: Mapping[int, int]) -> tuple[float, float]:
        """How late the page, and this end, came to send (p95): one that was starved says nothing of a path.

        Raises
        ------
        KeyError
            There is no such run.
        """
        run = self._runs[number]
        interval_ns = run.chosen.interval_us * 1000
        return late_p95_ms(sent_ns, interval_ns), late_p95_ms(run.meant_ns, interval_ns)

    async def close(self) -> None:
        """Stop and disconnect."""
        self._stop()
        await self._peer.close()

    def _stop(self) -> None:
        if self._sending is not None:
            self._sending.cancel()
            self._sending = None

    async def _send(self, number: int, run: Run) -> None:
        began_ns, interval_ns = self._now_ns(), run.chosen.interval_us * 1000
        for sequence in range(run.count):
            early_ns = began_ns + sequence * interval_ns - self._now_ns()
            if early_ns > 0:
                await asyncio.sleep(early_ns * 1e-9)
            message = padded({"r": number, "s": sequence}, run.chosen.size)
            run.meant_ns[sequence] = self._now_ns()
            self._peer.send_beat(message)

    def _sent(self, text: bytes, at_s: float) -> None:
        said = beat.decode(text.decode(), most_bytes=beat.MAX_BEAT_BYTES)
        run, sequence = self._run(said), said.get("s")
        if run is not None and type(sequence) is int:
            run.sent_ns.setdefault(sequence, round(at_s * 1e9))

    def _run(self, message: Mapping[str, object]) -> Run | None:
        number = message.get("r")
        return self._runs.get(number) if isinstance(number, int) else None

    def _came(self, message: Mapping[str, object], arrival_s: float) -> None:
        sequence = message.get("s")
        if message.get("r") == 0:
            self._knocked = True
            self._peer.send_beat({"r": 0, "s": 0})
            return
        run = self._run(message)
        if run is None or type(sequence) is not int or len(run.came) >= 2 * run.count:
            return
        run.came.append((sequence, round(arrival_s * 1e9)))


def padded(message: dict[str, object], size: int) -> dict[str, object]:
    """Make a message so many bytes of JSON, where it is not longer by itself."""
    bare = len(f'{{"r":{message["r"]},"s":{message["s"]},"x":""}}')
    return {**message, "x": "0" * max(0, size - bare)}


def late_p95_ms(sent_ns: Mapping[int, int], interval_ns: int) -> float:
    """How much later than the most punctual packet the others went, at the 95th percentile; 0 of nothing."""
    behind = np.array([at - number * interval_ns for number, at in sent_ns.items()], np.int64)
    return float(np.percentile(behind - behind.min(), 95)) * 1e-6 if len(behind) else 0.0


def trips_ms(
    sent_ns: Mapping[int, int], far_came: Came, far_sent_ns: Mapping[int, int], came: Came
) -> list[float]:
    """Round trips without what lay between at the far end: ``(t3 - t0) - (t2 - t1)``.

    Parameters
    ----------
    sent_ns, came
        By the near clock: when each went, and (sequence, time) of what came.
    far_came, far_sent_ns
        By the far clock, likewise. Each packet from there answers the last that had come before it.
    """
    at_ns = [at for _, at in far_came]
    found = []
    for sequence, t3 in came:
        t2 = far_sent_ns.get(sequence)
        last = -1 if t2 is None else bisect.bisect_right(at_ns, t2) - 1
        if t2 is None or last < 0:
            continue
        asked, t1 = far_came[last]
        t0 = sent_ns.get(asked)
        if t0 is not None and t2 - t1 <= _FRESH_NS:
            found.append(max(0.0, ((t3 - t0) - (t2 - t1)) * 1e-6))
    return found
