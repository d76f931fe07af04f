from __future__ import annotations

from client.native.arrivals import Arrivals
from client.native.awake import Awake
from dsp.jitter_buffer import JitterBuffer
from dsp.packets import AudioPacket
from rtc.opus import OpusDecoder

STEP_S = 0.0025


class World:
    """A far end that sends 2.5 ms packets, and the clock."""

    def __init__(self) -> None:
        self.buffer = JitterBuffer(OpusDecoder(channels=1), channels=1)
        self.arrivals = Arrivals(self.buffer, Awake(0.0))
        self.now_s = 0.0

    def come(self, *numbers: int, recovered: bool = False) -> None:
        for number in numbers:
            self.now_s += STEP_S
            packet = AudioPacket(number & 0xFFFF, number * 120, b"\x00", recovered=recovered)
            self.arrivals.take(packet, self.now_s)

    @property
    def handed_on(self) -> int:
        self.buffer.pull(64, now_s=self.now_s)
        return self.buffer.stats().received


def test_what_is_fresh_reaches_the_buffer() -> None:
    world = World()
    world.come(1, 2, 3)
    assert world.arrivals.packets == world.handed_on == 3


def test_what_waited_through_a_stop_of_ours_does_not() -> None:
    world = World()
    world.come(*range(1, 400))
    world.now_s += 10.0  # the lid was closed
    world.come(400)
    assert world.arrivals.packets == 399


def test_the_paths_loss_is_known_though_redundancy_brought_the_packets() -> None:
    world = World()
    for second in range(8):
        for number in range(second * 400, (second + 1) * 400):
            world.come(number, recovered=number % 10 == 0)
        world.arrivals.path_loss(now_s=world.now_s)
    loss = world.arrivals.path_loss(now_s=world.now_s)
    assert loss is not None
    assert abs(loss.loss_pct - 10.0) < 1.0
