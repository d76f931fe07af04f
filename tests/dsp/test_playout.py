import numpy as np
import pytest

from dsp import AudioPacket, JitterBuffer
from dsp.pcm import PcmFormat

PCM = PcmFormat(24, 1)


@pytest.mark.parametrize("packet", [64, 128, 480])
def test_the_way_back_from_a_gap_has_no_step_however_short_packets_are(packet: int) -> None:
    """What was made up is far from what comes: a note that turned upside down while nobody listened."""
    t = np.arange(48_000) / 48_000
    sound = (0.3 * np.sin(2 * np.pi * 110 * t)).astype(np.float32)[:, None]
    lost = 24_000 // packet
    sound[(lost + 1) * packet :] *= -1
    buffer = JitterBuffer(lambda payload, frames: np.zeros((frames, 1), np.float32), channels=1)
    heard = []
    for number in range(len(sound) // packet):
        at = number * packet
        if number != lost:
            payload = PCM.encode(sound[at : at + packet])
            buffer.push(AudioPacket(number, at, payload, PCM), arrival_s=(at + packet) / 48_000)
        heard.append(buffer.pull(packet, now_s=(at + packet) / 48_000))
    steps = np.abs(np.diff(np.concatenate(heard)[4_800:, 0]))
    steepest = 0.3 * 2 * np.pi * 110 / 48_000
    assert buffer.stats().concealed_samples >= packet
    assert steps.max() < steepest + 2 * 0.6 / 96
