from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from client.native.devices import choose
from client.native.engine import Engine
from client.native.recording.recorder import Recorder
from client.native.recording.shelf import Shelf
from client.native.recording.tape import SOUND, TIMES
from dsp.clock import PeerClock
from dsp.lesson_clock import LessonClock
from dsp.profiles import ProfileName, profile
from rtc.flac import FlacEncoder, read_flac
from signaling.messages import ClientMessage
from signaling.recording_messages import Lacks, PlaceMark, Recording, SetRecording

RUNNING = Recording(state="running", take="take4", recorded=("pupil", "teacher"), by="Anna")
OFF = Recording(state="off", reason="stopped", by="Anna")
BLOCK = np.full((480, 2), 0.25, np.float32)


@dataclass
class End:
    """A pupil's end whose microphone is fed by hand."""

    root: Path
    said: list[str] = field(default_factory=list)
    sent: list[ClientMessage] = field(default_factory=list)
    at: int = 0

    def __post_init__(self) -> None:
        self.engine = Engine(choose("null", None).device, profile(ProfileName.BALANCED))
        self.clock = LessonClock(origin_s=1000.0)
        self.clock.lead(now_s=0.0)
        self.shelf = Shelf(self.root)
        self.recorder = Recorder(
            self.engine,
            self.clock,
            self.shelf,
            make_encoder=FlacEncoder,
            say=self.said.append,
            send=self.sent.append,
        )

    def hear(self, told: Recording) -> None:
        self.recorder.take(told, me="pupil", invite="https://localhost/join#t=x", lesson="lesson")

    def play(self) -> None:
        """A block of the microphone, if anybody wants it."""
        tape = self.engine.tape
        if tape is not None:
            tape.feed(BLOCK, self.at, self.at / 48_000)
        self.at += len(BLOCK)

    def frames(self) -> int:
        (held,) = self.shelf.all()
        return sum(len(block) for block in read_flac(held.sound))


def test_not_a_byte_is_written_before_the_room_says_that_it_runs(tmp_path: Path) -> None:
    end = End(tmp_path / "shelf")
    end.play()
    end.hear(Recording(state="asking", by="Anna"))
    end.play()
    end.hear(Recording(state="off", reason="lacking"))
    end.play()
    assert not (tmp_path / "shelf").exists()
    assert end.recorder.sign == ""


def test_an_end_that_is_not_among_the_recorded_writes_nothing_and_shows_the_sign(tmp_path: Path) -> None:
    end = End(tmp_path / "shelf")
    end.hear(RUNNING.model_copy(update={"recorded": ("teacher",)}))
    end.play()
    assert not (tmp_path / "shelf").exists()
    assert "RECORDING" in end.recorder.sign


def test_it_is_taped_from_the_rooms_word_to_the_rooms_word(tmp_path: Path) -> None:
    end = End(tmp_path)
    end.hear(RUNNING)
    for _ in range(3):
        end.play()
    end.recorder.tick(now_s=1.0)
    end.hear(OFF)
    end.play()
    assert end.frames() == 3 * len(BLOCK)
    assert end.said == ["Anna has stopped the recording."]
    assert end.recorder.sign == ""
    (held,) = end.shelf.all()
    assert (held.folder / TIMES).read_text() == "[960, 1000.02, 0.0]\n"


def test_where_lesson_time_leaps_another_tape_begins(tmp_path: Path) -> None:
    end = End(tmp_path)
    end.hear(RUNNING)
    end.play()
    end.recorder.tick(now_s=1.0)
    peer = PeerClock()
    for n in range(8):
        peer.exchange(n * 0.1, 500.0 + n * 0.1, 500.0 + n * 0.1, n * 0.1)
    end.clock.follow(peer, origin_s=2000.0, now_s=1.5)
    for now_s in (2.0, 4.0):
        end.recorder.tick(now_s=now_s)
        end.play()
    end.recorder.tick(now_s=6.0)
    end.hear(OFF)
    end.play()
    taped = {held.folder.name: (held.folder / TIMES).read_text() for held in end.shelf.all()}
    assert sorted(taped) == ["lesson.take4.1", "lesson.take4.2"]
    assert taped["lesson.take4.1"].startswith("[0, 1000.0")
    assert taped["lesson.take4.2"].startswith("[0, 2500")
    assert sum(sum(map(len, read_flac(held.sound))) for held in end.shelf.all()) == 3 * len(BLOCK)


def test_without_the_room_nothing_is_written_until_it_says_so_again(tmp_path: Path) -> None:
    end = End(tmp_path)
    end.hear(RUNNING)
    end.play()
    end.recorder.online(False)
    end.play()
    end.recorder.online(True)
    end.play()
    end.hear(RUNNING)
    end.play()
    end.recorder.close()
    (held,) = end.shelf.all()
    sound = np.concatenate(list(read_flac(held.sound)))[:, 0]
    assert sound.reshape(4, -1).any(axis=1).tolist() == [True, False, False, True]


def test_another_take_is_another_file(tmp_path: Path) -> None:
    end = End(tmp_path)
    end.hear(RUNNING)
    end.play()
    end.hear(RUNNING.model_copy(update={"take": "take9"}))
    end.play()
    end.recorder.close()
    assert sorted(held.take for held in end.shelf.all()) == ["take4", "take9"]


def test_whose_permission_is_missing_is_said(tmp_path: Path) -> None:
    end = End(tmp_path)
    end.hear(Recording(reason="lacking", lacking=(Lacks(participant="p", name="Bo Ek"),)))
    assert end.said == ["Nothing is recorded: permission is missing (Bo Ek)."]


def test_a_disk_that_cannot_be_written_leaves_the_lesson_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    end = End(tmp_path / "file")
    end.hear(RUNNING)
    end.play()
    assert end.said[0].startswith("This end cannot be recorded")
    assert end.engine.tape is None


def test_the_key_starts_and_stops_and_marks_are_in_lesson_time(tmp_path: Path) -> None:
    end = End(tmp_path)
    end.recorder.mark(now_s=1.0)
    end.recorder.toggle()
    end.hear(RUNNING)
    end.recorder.mark(now_s=2.0)
    end.recorder.toggle()
    end.recorder.close()
    assert end.sent == [SetRecording(running=True), PlaceMark(at_s=1002.0), SetRecording(running=False)]


def test_the_file_is_of_the_microphones_channels(tmp_path: Path) -> None:
    end = End(tmp_path)
    end.hear(RUNNING)
    end.play()
    end.recorder.close()
    (held,) = end.shelf.all()
    (block,) = read_flac(held.folder / SOUND)
    assert block.shape[1] == min(2, end.engine.device.input_channels)
