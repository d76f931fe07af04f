"""Measurements from pages: a few at once, a few minutes each, every one in a process of its own."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Literal, get_args

from server.errors import MeasuringBusyError, PageMeasuringError, UnknownHereError
from server.measuring.page_process import PageProcess
from server.measuring.page_schemas import (
    PageFoundOut,
    PageOffer,
    PageProfile,
    PageRunOut,
    PageTimes,
    PageWayOut,
)
from server.readiness.schemas import Measured
from signaling.messages import IceServer

MOST_AT_ONCE = 2
"""Each takes a good part of a core."""
LIVES_S = 180.0
SECONDS = 5.0
BUSY_MS = 15.0
"""An end whose packets leave so much later than they should was starved. A browser's timers alone are 4 to 5
ms late."""


@dataclass
class _One:
    place_id: str
    ice_servers: list[IceServer]
    process: PageProcess
    profiles: dict[int, str] = field(default_factory=dict)
    found: dict[str, PageFoundOut] = field(default_factory=dict)
    answered: bool = False
    until: asyncio.TimerHandle | None = None


class PageMeasurings:
    """Keeps them apart, and ends them.

    Parameters
    ----------
    seconds : float
        How long each profile's packets are sent.

    Notes
    -----
    One event loop; not thread-safe. A measurement lives on the node that began it.
    """

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._all: dict[str, _One] = {}
        self._ending: set[asyncio.Task[None]] = set()

    def begin(self, place_id: str, ice_servers: list[IceServer]) -> str:
        """Give out a name for one. Raises MeasuringBusyError."""
        if len(self._all) >= MOST_AT_ONCE:
            raise MeasuringBusyError(
                f"{MOST_AT_ONCE} pages are measuring, which is what this server takes.",
                "Try again in a few minutes.",
            )
        name = secrets.token_urlsafe(12)
        one = _One(place_id, ice_servers, PageProcess())
        one.until = asyncio.get_running_loop().call_later(LIVES_S, self.end, place_id, name)
        self._all[name] = one
        return name

    async def answer(self, place_id: str, name: str, offer: PageOffer) -> str:
        """Connect the page with the measuring end. Raises UnknownHereError, PageMeasuringError."""
        one = self._find(place_id, name)
        said = await one.process.ask(
            do="answer",
            sdp=offer.sdp,
            candidates=offer.candidates,
            ice_servers=[server.model_dump() for server in one.ice_servers],
        )
        one.answered = True
        return str(said["sdp"])

    async def start(self, place_id: str, name: str, profile: str) -> PageRunOut:
        """Begin a profile's packets both ways. Raises UnknownHereError, PageMeasuringError."""
        one = self._find(place_id, name)
        said = PageRunOut.model_validate(
            await one.process.ask(do="start", profile=profile, seconds=self._seconds)
        )
        one.profiles[said.run] = profile
        return said

    async def judge(self, place_id: str, name: str, run: int, times: PageTimes) -> PageFoundOut:
        """What a run is worth, by both ends' times. Raises UnknownHereError, PageMeasuringError."""
        one = self._find(place_id, name)
        profile = one.profiles.get(run)
        if profile is None:
            raise UnknownHereError("run")
        said = await one.process.ask(do="judge", run=run, sent_ms=times.sent_ms, came=times.came)
        found = said["found"]
        told = PageFoundOut(
            profile=found["profile"],
            word=found["word"],
            worth_ms=found["worth_ms"],
            rtt_ms=found["rtt_p50"],
            rtt_p95_ms=found["rtt_p95"],
            out=_way(found["up"]),
            back=_way(found["down"]),
            relayed=said["relayed"],
            busy=_busy(*said["late_ms"]),
        )
        one.found[profile] = told
        return told

    def take(self, place_id: str, name: str) -> list[Measured]:
        """What is to be kept of it; it is over then. Raises UnknownHereError."""
        one = self._find(place_id, name)
        self.end(place_id, name)
        return [kept for kept in map(_kept, one.found.values()) if kept is not None]

    def give_up(self, place_id: str, name: str) -> list[PageProfile]:
        """Of which profiles nothing got through, where page and server never met; it is over then.

        Raises
        ------
        UnknownHereError
        PageMeasuringError
            It was not tried, or something did get through.
        """
        one = self._find(place_id, name)
        if not one.answered or one.profiles:
            raise PageMeasuringError
        self.end(place_id, name)
        return list(get_args(PageProfile))

    def end(self, place_id: str, name: str) -> None:
        """Forget one."""
        one = self._all.get(name)
        if one is None or one.place_id != place_id:
            return
        del self._all[name]
        if one.until is not None:
            one.until.cancel()
        task = asyncio.get_running_loop().create_task(one.process.close())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def close(self) -> None:
        """End all of them."""
        for name, one in list(self._all.items()):
            self.end(one.place_id, name)
        await asyncio.gather(*self._ending)

    def _find(self, place_id: str, name: str) -> _One:
        one = self._all.get(name)
        if one is None or one.place_id != place_id:
            raise UnknownHereError("measurement")
        return one


def _busy(page_ms: float, server_ms: float) -> Literal["page", "server"] | None:
    if max(page_ms, server_ms) <= BUSY_MS:
        return None
    return "page" if page_ms >= server_ms else "server"


def _way(found: dict[str, float]) -> PageWayOut:
    return PageWayOut(
        variation_ms=found["variation_p95"], lost_pct=found["loss"], reordered_pct=found["reordered"]
    )


def _kept(found: PageFoundOut) -> Measured | None:
    if found.word is None or found.worth_ms is None or found.busy is not None:
        return None
    return Measured(
        profile=found.profile,
        word=found.word,
        worth_ms=min(60_000.0, round(found.worth_ms, 2)),
        variation_out_ms=min(60_000.0, round(found.out.variation_ms or 0.0, 3)),
        variation_in_ms=min(60_000.0, round(found.back.variation_ms or 0.0, 3)),
        lost_out_pct=round(found.out.lost_pct, 3),
        lost_in_pct=round(found.back.lost_pct, 3),
    )
