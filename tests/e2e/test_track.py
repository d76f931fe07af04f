"""Two native ends and a backing track: through the real server, until one hears the other on it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from benchmarks.material import write_wav
from benchmarks.together.material import bursts
from client.native.options import SessionOptions
from client.native.session import Session
from client.native.track_voice import Following, Leading
from signaling.invite import parse
from signaling.track_messages import AddTrack, Track, TrackFile
from tests.e2e.harness.server import Server

PATIENCE_S = 30.0


async def until(so: Callable[[], bool]) -> None:
    end_s = time.monotonic() + PATIENCE_S
    while not so():
        assert time.monotonic() < end_s, so
        await asyncio.sleep(0.05)


class End:
    """A native end within this process."""

    def __init__(self, server: Server, role: str, device: str) -> None:
        self.session = Session(
            SessionOptions(
                invite=server.invite(role),
                device=device,
                block_frames=480,
                admit=role == "teacher",
                loopback=True,
            )
        )

    @property
    def hears(self) -> bool:
        return any(one.carries for one in self.session.lesson.connections.values())

    @property
    def track(self) -> Track:
        return self.session.lesson.backing.state

    @property
    def plays(self) -> type[Leading] | type[Following] | None:
        return self.session.engine.track.plays


@asynccontextmanager
async def two(server: Server) -> AsyncIterator[tuple[End, End]]:
    ends = End(server, "teacher", "tone:440"), End(server, "pupil", "tone:660")
    stop = asyncio.Event()
    stays = [asyncio.create_task(end.session.run(stop)) for end in ends]
    try:
        await until(lambda: all(end.hears for end in ends))
        yield ends
    finally:
        stop.set()
        await asyncio.gather(*stays)


async def upload(server: Server, recording: bytes) -> TrackFile:
    invite = parse(server.invite("teacher"))
    async with httpx.AsyncClient(verify=False) as client:
        answer = await client.post(
            f"{invite.origin}/api/lesson/tracks",
            content=recording,
            headers={"Authorization": f"Bearer {invite.token}"},
        )
    said = answer.json()
    return TrackFile(id=said["id"], name="Andante", seconds=said["seconds"])


async def test_the_pupil_starts_and_plays_to_it_the_teacher_hears_both_and_they_swap(
    server: Server, tmp_path: Path
) -> None:
    path = tmp_path / "Andante.wav"
    write_wav(path, bursts(20.0, 5)[0])
    recording = path.read_bytes()
    async with two(server) as (teacher, pupil):
        teacher.session.say(AddTrack(track=await upload(server, recording)))
        await until(lambda: pupil.track.track is not None)
        pupil.session.lesson.toggle_track()
        await until(lambda: (pupil.plays, teacher.plays) == (Leading, Following))
        [told] = [one.book.far_track for one in teacher.session.lesson.connections.values()]
        assert told is not None
        assert (told.number, told.measured) == (pupil.track.n, False)
        teacher.session.lesson.swap_lead()
        await until(lambda: (pupil.plays, teacher.plays) == (Following, Leading))
        teacher.session.lesson.toggle_track()
        await until(lambda: (pupil.plays, teacher.plays) == (None, None))
        assert not pupil.track.running
        assert [end.session.engine.stats().faults for end in (teacher, pupil)] == [0, 0]
