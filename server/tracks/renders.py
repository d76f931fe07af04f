"""What is being made of the tracks: each variant once, a few at a time, as long as somebody waits for it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from server.errors import TrackKindError, TrackLengthError, TrackRenderError

AT_ONCE = 2
# A page asks at least every second; one that has gone away or chosen otherwise does not ask any more.
FORGET_S = 10.0
ROOT = str(Path(__file__).resolve().parents[2])

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("klangbro.tracks")


@dataclass
class _Job:
    """One variant on its way; ``askers``: who waits for it, and when they last said so."""

    askers: dict[str, float]
    done: float = 0.0
    failed: bool = False
    task: asyncio.Task[None] | None = field(default=None)


class Renders:
    """Runs ``rtc.track_worker`` processes, `AT_ONCE` of them at most; the others wait their turn.

    Notes
    -----
    One event loop. Several servers on one folder may make the same variant twice; the file is the same.
    """

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._jobs: dict[Path, _Job] = {}

    async def probe(self, path: Path, container: str) -> float:
        """How long a recording plays, s.

        Raises
        ------
        TrackKindError, TrackLengthError
        """
        async with self._turns, _worker("probe", str(path), container) as process:
            said = [line async for line in _lines(process)]
        last = said[-1] if said else {}
        if last.get("problem") in {"short", "long"}:
            raise TrackLengthError
        seconds = last.get("seconds")
        if not isinstance(seconds, float):
            raise TrackKindError
        return seconds

    def ask(self, to: Path, asker: str, *arguments: str) -> float:
        """Somebody waits for this file: how much of it is done, 0-1. It is there when it is a file.

        Parameters
        ----------
        to : Path
        asker : str
        *arguments
            What ``render`` of the worker takes, but for where to write.

        Raises
        ------
        TrackRenderError
            It could not be made. Whoever asks again has it tried again.
        """
        job = self._jobs.get(to)
        if job is None:
            job = self._jobs[to] = _Job({})
            job.task = asyncio.create_task(self._make(to, job, arguments))
        job.askers[asker] = self._now_s()
        if job.failed:
            del self._jobs[to]
            raise TrackRenderError
        return job.done

    async def ended(self, to: Path, *, within_s: float) -> None:
        """Wait until this variant is made, has failed or is let go of; no longer than that."""
        job = self._jobs.get(to)
        if job is not None and job.task is not None:
            await asyncio.wait({job.task}, timeout=within_s)

    def drop(self, to: Path, asker: str) -> None:
        """Somebody waits no longer; what nobody waits for is not made."""
        job = self._jobs.get(to)
        if job is not None and job.askers.pop(asker, None) is not None and not job.askers:
            self._cancel(to, job)

    def drop_all(self, folder: Path) -> None:
        """Stop everything that would be written there."""
        for to, job in list(self._jobs.items()):
            if folder in to.parents:
                self._cancel(to, job)

    async def close(self) -> None:
        """Stop everything."""
        tasks = [job.task for job in self._jobs.values() if job.task is not None]
        for to, job in list(self._jobs.items()):
            self._cancel(to, job)
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def waiting(self) -> int:
        """How many variants are being made or wait to be."""
        return len(self._jobs)

    def _cancel(self, to: Path, job: _Job) -> None:
        self._jobs.pop(to, None)
        if job.task is not None:
            job.task.cancel()

    def _is_wanted(self, job: _Job) -> bool:
        late_s = self._now_s() - FORGET_S
        return any(asked_s >= late_s for asked_s in job.askers.values())

    async def _make(self, to: Path, job: _Job, arguments: tuple[str, ...]) -> None:
        part = to.with_suffix(".part")
        try:
            async with self._turns:
                job.failed = not await self._render(part, job, arguments)
            if not job.failed and self._is_wanted(job):
                part.replace(to)
        except OSError as error:
            job.failed = True
            log.warning("track not made", reason=type(error).__name__)
        finally:
            part.unlink(missing_ok=True)
            if not job.failed and self._jobs.get(to) is job:
                del self._jobs[to]

    async def _render(self, part: Path, job: _Job, arguments: tuple[str, ...]) -> bool:
        path, container, *rest = arguments
        async with _worker("render", path, container, str(part), *rest) as process:
            async for said in _lines(process):
                if "seconds" in said:
                    return True
                done = said.get("done")
                job.done = done if isinstance(done, float) else job.done
                if not self._is_wanted(job):
                    return True  # nobody is told, and nothing stays
        log.warning("track not made", reason="worker", status=process.returncode)
        return False


@contextlib.asynccontextmanager
async def _worker(*arguments: str) -> AsyncIterator[Process]:
    paths = [ROOT, *filter(None, [os.environ.get("PYTHONPATH")])]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "rtc.track_worker", *arguments),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _lines(process: Process) -> AsyncIterator[dict[str, object]]:
    assert process.stdout is not None
    async for line in process.stdout:
        with contextlib.suppress(ValueError):
            said = json.loads(line)
            if isinstance(said, dict):
                yield said
