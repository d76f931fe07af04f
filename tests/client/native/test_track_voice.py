"""Two engines on clocks of their own: one plays to a track, the other hears both."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.together.material import apart_samples, bursts
from client.native.devices.base import AudioBlock, BlockTimes
from client.native.devices.sources import Silence
from client.native.track_report import report_of
from client.native.track_voice import Following, Leading, TrackVoice
from dsp.track_line import TrackSound
from tests.client.native.worlds import Duo, End

TRIP = 128  # samples from played to heard at an `End`


class Player:
    """A pupil who plays exactly what is heard of the track: its own output, a round trip later."""

    channels = 1

    def __init__(self) -> None:
        self.end: End | None = None
        self._at = 0

    def read_into(self, block: AudioBlock) -> None:
        assert self.end is not None
        heard = self.end.heard
        block.fill(0.0)
        frames, behind = len(block), TRIP // len(block)
        if len(heard) >= behind:
            block[:] = heard[-behind][:, :1]
        self._at += frames

    def skip(self, frames: int) -> None:
        self._at += frames


def heard_at_the_teachers(*, track: bool, loss: float) -> AudioBlock:
    """What a teacher hears of the track, or of the pupil, in 2 s."""
    sound, _ = bursts(4.0, 11)
    player = Player()
    pupil, teacher = End(player, drift_ppm=80.0), End(Silence(), drift_ppm=-60.0)
    player.end = pupil
    duo = Duo(pupil, teacher, delay_s=0.02, jitter_s=0.004, loss=loss)
    pupil.engine.track.volume = 1.0
    pupil.engine.track.lay(Leading(1, TrackSound(np.repeat(sound, 2, axis=1)), 50.4))
    duo.run(seconds=0.2)
    anchor = pupil.engine.track.anchor
    assert anchor is not None
    # Opus at 2.5 ms looks 2.5 ms ahead.
    report = report_of(anchor, lookahead_s=0.0025, measured=False)
    assert report.line is not None
    teacher.engine.track.volume = 1.0 if track else 0.0
    teacher.far.audible = not track
    teacher.engine.track.lay(Following(1, TrackSound(np.repeat(sound, 2, axis=1)), teacher.far, report.line))
    duo.run(seconds=2.0)
    return teacher.sound()


def test_the_teacher_hears_the_pupil_on_the_track_to_the_sample_while_packets_are_lost() -> None:
    pupil = heard_at_the_teachers(track=False, loss=0.05)[:, 0]
    track = heard_at_the_teachers(track=True, loss=0.05)[:, 0]
    loud = np.flatnonzero(np.abs(track) > 0.02)
    starts = [int(at) for at, before in zip(loud, [-9999, *loud], strict=False) if at - before > 4000]
    found = [apart_samples(track, pupil, at + 48) for at in starts if 3000 < at < len(track) - 3000]
    heard = [one for one in found if one is not None]
    assert len(heard) >= 4
    assert np.abs(heard).max() < 1.0


def play(voice: TrackVoice, blocks: int, *, first: int = 0, skip: int = 0, frames: int = 64) -> AudioBlock:
    out = np.zeros((blocks * frames, 1), np.float32)
    times = BlockTimes()
    for number in range(blocks):
        times.sample = first + number * frames + (skip if number * 2 >= blocks else 0)
        times.capture_s = 9.99 + times.sample / 48_000
        times.play_s = 10.0 + times.sample / 48_000
        voice.mix(out[number * frames : (number + 1) * frames], (), times)
    return out


def test_it_begins_at_the_very_sample_that_sounds_at_its_time_and_says_which_place_that_is() -> None:
    sound = np.random.default_rng(2).standard_normal((4000, 1)).astype(np.float32)
    voice = TrackVoice(1)
    voice.volume = 1.0
    voice.lay(Leading(5, TrackSound(sound), 10.0 + 1000 / 48_000))
    out = play(voice, 40)
    assert not out[:1000].any()
    assert np.array_equal(out[1000:], sound[:1560])
    anchor = voice.anchor
    assert anchor is not None
    assert (anchor.number, anchor.sample, anchor.place) == (5, 39 * 64, 39 * 64 - 1000)
    assert anchor.round_trip_s == pytest.approx(0.01)


def test_what_the_card_leaves_out_is_left_out_of_the_track() -> None:
    sound = np.random.default_rng(2).standard_normal((8000, 1)).astype(np.float32)
    voice = TrackVoice(1)
    voice.volume = 1.0
    voice.lay(Leading(5, TrackSound(sound), 10.0))
    out = play(voice, 40, skip=480)
    assert np.array_equal(out[1280 + 120 :], sound[1280 + 480 + 120 : 2560 + 480])


def test_a_track_that_is_stopped_fades_and_no_far_end_gives_silence() -> None:
    voice = TrackVoice(1)
    voice.volume = 1.0
    sound = TrackSound(np.ones((48_000, 1), np.float32))
    voice.lay(Leading(1, sound, 9.9))
    play(voice, 10)
    voice.lay(None)
    out = play(voice, 10, first=640)[:, 0]
    assert 0.9 < out[0] < 1.0
    assert np.all(np.diff(out[:120]) < 0)
    assert not out[120:].any()
    assert voice.anchor is None
