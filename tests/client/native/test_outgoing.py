from __future__ import annotations

import numpy as np
import pytest

from client.native.devices.base import BlockTimes
from client.native.devices.sources import Tone
from client.native.devices.virtual import VirtualDevice
from client.native.engine import Engine
from client.native.outgoing import Outgoing, room_for
from client.native.playback import FarEnd
from dsp.jitter_buffer import JitterBuffer
from dsp.loss import PathLoss
from dsp.pcm import PCM_FORMATS
from dsp.profiles import profile
from dsp.redundancy import Protection
from rtc.audio_formats import AudioFormats
from rtc.audio_sender import AudioSender
from rtc.opus import OpusDecoder

OPUS, RED, L16_STEREO = 111, 63, 118
NATIVE = AudioFormats(OPUS, RED, dict(zip(PCM_FORMATS, range(L16_STEREO, 122), strict=True)))
PAGE = AudioFormats(OPUS)


class Line:
    """An engine, one far end, and the payload types that go there."""

    def __init__(self, formats: AudioFormats, *, profile_name: str = "studio", sends: bool = True) -> None:
        self.engine = Engine(VirtualDevice(Tone(440), block_frames=64), profile(profile_name))
        self.audio = AudioSender(1)
        self.audio.arm(bytes, formats)
        self.sent: list[int] = []
        self.audio.route(lambda packet: self.sent.append(packet[1] & 0x7F))
        far = FarEnd(JitterBuffer(OpusDecoder(channels=2), channels=2), 2)
        self.outgoing = Outgoing(self.engine, far, self.audio, sends=sends)
        self.outgoing.enable(True)
        self._block = 0

    def speak(self, blocks: int) -> list[int]:
        """Payload types sent meanwhile."""
        times, played = BlockTimes(), np.zeros((64, 2), np.float32)
        self.sent.clear()
        for _ in range(blocks):
            times.sample, times.now_s = 64 * self._block, self._block * 64 / 48_000
            self.engine.process(np.zeros((64, 1), np.float32), played, times)
            self._block += 1
        return list(self.sent)

    def beats(self, loss: PathLoss | None, *, seconds: float) -> Protection:
        now_s = self._block * 1.0
        for beat in range(int(seconds * 4)):
            self.outgoing.protect(loss, now_s=now_s + 0.25 * beat)
        return self.audio.protection


def test_studio_is_pcm_between_native_ends_once_they_have_agreed() -> None:
    line = Line(NATIVE)
    line.beats(None, seconds=0.25)
    assert line.outgoing.codec == "pcm"
    assert line.speak(10) == [L16_STEREO] * 10


def test_studio_is_the_shortest_opus_for_a_page() -> None:
    line = Line(PAGE)
    line.beats(None, seconds=0.25)
    assert line.outgoing.codec == "opus"
    assert line.speak(15) == [OPUS] * 8


def test_leaving_studio_goes_back_to_opus_on_the_same_stream() -> None:
    line = Line(NATIVE)
    line.beats(None, seconds=0.25)
    line.speak(10)
    line.engine.set_profile(profile("duet"))
    line.outgoing.follow_profile()
    assert set(line.speak(15)) == {OPUS}
    assert line.engine.stats().faults == 0


def test_depth_follows_what_the_far_end_reports_and_takes_effect_at_once() -> None:
    line = Line(NATIVE, profile_name="duet")
    assert line.speak(15) == [OPUS] * 8
    assert line.beats(PathLoss(3.0, 1.05), seconds=2) == Protection(1)
    assert line.speak(15) == [RED] * 8
    assert line.beats(PathLoss(0.0, 1.0), seconds=12) == Protection()
    assert set(line.speak(15)) == {OPUS}


def test_a_page_that_takes_no_redundancy_gets_none() -> None:
    line = Line(PAGE, profile_name="duet")
    assert line.beats(PathLoss(10.0, 2.0), seconds=5) == Protection()


def test_an_observer_sends_nothing_and_has_no_anchor() -> None:
    line = Line(NATIVE, sends=False)
    line.beats(None, seconds=0.25)
    assert line.speak(10) == []
    assert line.outgoing.anchor is None


@pytest.mark.parametrize("name", ["duet", "balanced", "listen", "studio"])
@pytest.mark.parametrize("pcm", [True, False])
def test_every_profile_has_room_for_a_copy(name: str, pcm: bool) -> None:
    assert room_for(profile(name), pcm=pcm).holds(Protection(1))


def test_packets_lean_on_none_before_them_while_some_are_lost_and_a_while_after() -> None:
    line = Line(NATIVE, profile_name="duet")
    line.beats(PathLoss(0.0, 1.0), seconds=1)
    assert not line.engine.independent
    line.beats(PathLoss(0.5, 1.0), seconds=1)
    assert line.engine.independent
    line.engine.set_profile(profile("balanced"))
    assert line.engine.independent
    line.speak(4 * 30)
    line.beats(PathLoss(0.0, 1.0), seconds=1)
    assert not line.engine.independent
