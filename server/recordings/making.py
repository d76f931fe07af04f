"""Runs the process that makes stems, mix and clips of what has come in."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Sequence
from pathlib import Path

import structlog

from server.recordings.files import MADE, Upload
from server.recordings.repository import Mark, Stem

ROOT = str(Path(__file__).resolve().parents[2])
log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("klangbro.recordings")


async def make(folder: Path, stems: Sequence[Stem], marks: Sequence[Mark]) -> bool:
    """Make everything of a take, in its folder; what was there stays until then. False: it failed.

    Somebody in it may be erased meanwhile, and the folder with them: nothing is made of them again.
    """
    with contextlib.suppress(FileNotFoundError):
        return await _make(folder, stems, marks)
    return False


async def _make(folder: Path, stems: Sequence[Stem], marks: Sequence[Mark]) -> bool:
    making = folder / f"{MADE}.part"
    await asyncio.to_thread(shutil.rmtree, making, ignore_errors=True)  # of a server that was killed
    making.mkdir(mode=0o700)
    job = making / "job.json"
    job.write_text(_job(folder, making, stems, marks))
    said = await _run(job)
    job.unlink(missing_ok=True)
    if "seconds" not in said:
        log.warning("recording not made", reason=str(said.get("problem", "worker"))[:200])
        await asyncio.to_thread(shutil.rmtree, making, ignore_errors=True)
        return False
    await asyncio.to_thread(shutil.rmtree, folder / MADE, ignore_errors=True)
    making.replace(folder / MADE)
    return True


def _job(folder: Path, making: Path, stems: Sequence[Stem], marks: Sequence[Mark]) -> str:
    """What `rtc.stem_worker` is to do."""
    sources = [
        {
            "pieces": [
                {
                    "sound": str(Upload(folder / f"{who}.{stem.part}").sound),
                    "points": stem.manifest.points,
                }
                for stem in stems
                if stem.participant == who
            ],
            "to": str(making / f"stem-{who}.flac"),
        }
        for who in dict.fromkeys(stem.participant for stem in stems)
    ]
    clips = [{"at_s": mark.at_s, "to": str(making / f"clip-{mark.n}.flac")} for mark in marks]
    return json.dumps({"sources": sources, "mix": str(making / "mix.flac"), "clips": clips})


async def _run(job: Path) -> dict[str, object]:
    paths = [ROOT, *filter(None, [os.environ.get("PYTHONPATH")])]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "rtc.stem_worker", str(job)),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
    try:
        out, _ = await process.communicate()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    try:
        said = json.loads(out.splitlines()[-1])
    except (ValueError, IndexError):
        return {}
    return said if isinstance(said, dict) else {}
