from __future__ import annotations

import numpy as np

from client.native.capture import Send
from client.native.lanes import Lanes, Route
from dsp.pcm import PcmFormat
from dsp.profiles import profile
from rtc.opus import duration_samples

STUDIO = PcmFormat(16, 2)


class Ear:
    """A far end that takes both and keeps what it is sent."""

    def __init__(self) -> None:
        self.opus: list[tuple[int, int]] = []
        self.pcm: list[tuple[int, int]] = []

    def take_opus(self, payload: bytes, stamp: int) -> None:
        self.opus.append((stamp, duration_samples(payload)))

    def take_pcm(self, payload: bytes, stamp: int) -> None:
        self.pcm.append((stamp, STUDIO.frames(payload)))


def speak(lanes: Lanes, blocks: range) -> None:
    block = np.full((64, 1), 0.25, np.float32)
    for number in blocks:
        lanes.feed(block, 64 * number, 0.001 * number)


def taking_pcm(lanes: Lanes, ear: Ear) -> Route:
    route = Route(ear.take_opus, ear.take_pcm)
    lanes.add(route)
    return route


def test_who_takes_pcm_gets_it_and_who_does_not_gets_the_shortest_opus() -> None:
    lanes, native, page = Lanes(profile("studio")), Ear(), Ear()
    taking_pcm(lanes, native)
    lanes.add(Route(page.take_opus))
    speak(lanes, range(15))
    assert native.pcm == [(64 * number, 64) for number in range(15)]
    assert page.opus == [(120 * number, 120) for number in range(8)]
    assert native.opus == page.pcm == []


def test_opus_rests_while_nobody_takes_it() -> None:
    lanes, native = Lanes(profile("studio")), Ear()
    taking_pcm(lanes, native)
    speak(lanes, range(15))
    assert lanes.packets == len(native.pcm) == 15


def test_profiles_change_on_one_line_of_time() -> None:
    lanes, native = Lanes(profile("duet")), Ear()
    taking_pcm(lanes, native)
    speak(lanes, range(30))
    lanes.use(profile("studio"))
    speak(lanes, range(30, 60))
    lanes.use(profile("duet"))
    speak(lanes, range(60, 90))
    assert [stamp for stamp, _ in native.pcm] == [64 * number for number in range(30, 60)]
    assert max(stamp for stamp, _ in native.opus[:16]) + 120 == 1920
    assert native.opus[16][0] == 64 * 60
    assert lanes.packets == len(native.opus) + len(native.pcm)


def test_a_far_end_that_learns_pcm_gets_it_from_the_next_packet_on() -> None:
    lanes, native = Lanes(profile("studio")), Ear()
    route = Route(native.take_opus)
    lanes.add(route)
    speak(lanes, range(30))
    pcm: Send = native.take_pcm
    lanes.redirect(route, pcm)
    speak(lanes, range(30, 32))
    assert native.pcm == [(64 * 30, 64), (64 * 31, 64)]
    lanes.remove(route)
    speak(lanes, range(32, 64))
    assert len(native.pcm) == 2


def test_each_way_has_its_own_anchor() -> None:
    lanes, native, page = Lanes(profile("studio")), Ear(), Ear()
    rich, plain = taking_pcm(lanes, native), Route(page.take_opus)
    lanes.add(plain)
    speak(lanes, range(15))
    uncompressed, compressed = lanes.anchor_of(rich), lanes.anchor_of(plain)
    assert uncompressed is not None
    assert compressed is not None
    assert uncompressed.timestamp == compressed.timestamp
    assert round((uncompressed.at_s - compressed.at_s) * 48_000) == 120


def test_muting_holds_for_every_lane_and_the_next_profile() -> None:
    lanes = Lanes(profile("studio"))
    sent: list[bytes] = []
    lanes.add(Route(lambda _payload, _stamp: None, lambda payload, _stamp: sent.append(payload)))
    lanes.muted = True
    speak(lanes, range(3))
    lanes.use(profile("duet"))
    lanes.use(profile("studio"))
    speak(lanes, range(3, 6))
    assert set(b"".join(sent)) == {0}
    lanes.muted = False
    speak(lanes, range(6, 7))
    assert set(sent[-1]) != {0}
