"""Redundancy and uncompressed sound between two peers on loopback."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from dsp.pcm import PCM_FORMATS, PcmFormat
from dsp.redundancy import Protection
from rtc import sdp
from rtc.datagrams import SendDatagram
from rtc.opus import OpusEncoder
from tests.rtc.world import End, Pair, connected

STEREO = PcmFormat(16, 2)


class LosesSound:
    """A filter that drops each audio packet by a seeded chance."""

    def __init__(self, share: float) -> None:
        self._random, self._share = random.Random(1), share
        self.lost = 0
        self.types: list[int] = []

    def __call__(self, send: SendDatagram) -> SendDatagram:
        def way(datagram: bytes) -> None:
            if 127 < datagram[0] < 192 and not 192 <= datagram[1] <= 223:
                self.types.append(datagram[1] & 0x7F)
                if self._random.random() < self._share:
                    self.lost += 1
                    return
            send(datagram)

        return way


@pytest.mark.parametrize("offers_more", [True, False])
@pytest.mark.parametrize("answers_more", [True, False])
async def test_more_than_opus_is_for_two_who_both_know_it(offers_more: bool, answers_more: bool) -> None:
    caller = End().peer(offers=True, more_audio=offers_more)
    callee = End().peer(offers=False, more_audio=answers_more)
    try:
        offer = await caller.offer()
        answer = await callee.answer(offer)
        await caller.accept(answer)
        assert ("red/48000/2" in offer) is offers_more
        both = offers_more and answers_more
        said = sdp.read_remote(answer).audio_formats
        assert (said.red is not None) is both
        assert set(said.pcm) == (set(PCM_FORMATS) if both else set())
    finally:
        await caller.close()
        await callee.close()


async def test_a_lost_packet_comes_with_the_next_one() -> None:
    weather = LosesSound(0.1)
    async with connected(datagram_filter=weather, more_audio=True) as pair:
        sender = pair.caller.audio
        assert sender.protects
        sender.protection = Protection(3)
        encoder = OpusEncoder(channels=1, ptime_samples=120, bitrate_bps=64_000)
        silence = np.zeros((120, 1), np.float32)
        sent = {}
        for number in range(600):
            sent[120 * number] = encoder.encode(silence + 0.01 * (number % 7))
            sender.send(sent[120 * number], 120 * number)
            if number % 20 == 0:
                await pair.poll(lambda: bool(pair.at_callee.audio))
        sender.protection = Protection()
        sender.send(b"end", 120 * 600)
        await pair.poll(lambda: _arrived(pair) or weather.lost > 590)
        heard = {one.timestamp: one.payload for one in pair.at_callee.audio if one.payload != b"end"}
        assert weather.lost > 30
        assert sum(one.recovered for one in pair.at_callee.audio) >= weather.lost - 10
        assert heard.items() <= sent.items()
        assert len(heard) >= 597
        assert pair.callee.stats().audio_lost_packets >= weather.lost - 5


def _arrived(pair: Pair) -> bool:
    return max((one.timestamp for one in pair.at_callee.audio), default=0) >= 120 * 597


async def test_pcm_and_opus_take_turns_on_one_stream() -> None:
    weather = LosesSound(0.0)
    async with connected(datagram_filter=weather, more_audio=True) as pair:
        sender = pair.caller.audio
        assert all(sender.takes(one) for one in PCM_FORMATS)
        rng = np.random.default_rng(1)
        stamp = itertools.count(0, 64)
        sent = []
        for one in (STEREO, None, PcmFormat(24, 2), STEREO):
            payload = b"opus"
            if one is not None:
                payload = one.encode(rng.uniform(-1, 1, (64, 2)).astype(np.float32))
            sent.append((next(stamp), payload, one))
            sender.send(payload, sent[-1][0], one)
        await pair.at_callee.news.until(lambda: len(pair.at_callee.audio) == 4)
        assert [(p.timestamp, p.payload, p.pcm) for p in pair.at_callee.audio] == sent
        assert len(set(weather.types)) == 3
        assert pair.callee.stats().audio_foreign == 0


async def test_an_end_that_knows_opus_alone_is_sent_opus_alone() -> None:
    async with connected() as pair:
        assert not pair.caller.audio.protects
        assert not pair.caller.audio.takes(STEREO)
