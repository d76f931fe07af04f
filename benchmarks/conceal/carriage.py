"""Send a clip over a path that only loses, through the jitter buffer that lessons are heard through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.material import SAMPLE_RATE_HZ
from benchmarks.model_helper import ModelHelper
from dsp import AudioPacket, JitterBuffer
from dsp.pcm import PcmFormat
from dsp.target import TargetDelay
from rtc.opus import OpusDecoder, OpusEncoder

Floats = NDArray[np.float64]
Lost = NDArray[np.bool_]
BLOCK_FRAMES = 64
LEAD_SAMPLES = SAMPLE_RATE_HZ // 48 * 48  # silence ahead, in which the delay settles
_TRANSIT_S = 0.005
_WAIT_SAMPLES = 48
_PCM = PcmFormat(24, 1)
_BITRATE_BPS = 128_000


class _Still(TargetDelay):
    """Waits a millisecond whatever comes: the gaps are judged here, not the wait for packets."""

    def observe(self, transit: float, ptime_samples: int, now_s: float) -> None:
        """Take the first packet's transit for all."""
        if not self._begun:
            super().observe(transit, ptime_samples, now_s)

    @property
    def wanted_transit(self) -> float:
        return self.least_transit + _WAIT_SAMPLES


@dataclass(frozen=True)
class Carried:
    """A clip in packets.

    Attributes
    ----------
    payloads : list[bytes]
        One a packet.
    packet : int
        Samples in each.
    opus : bool
        Whether they are Opus; else PCM of 24 bits.
    """

    payloads: list[bytes]
    packet: int
    opus: bool

    def decoder(self) -> Callable[[bytes | None, int], NDArray[np.float32]]:
        """Give a fresh ``decode`` for a jitter buffer."""
        return OpusDecoder(channels=1) if self.opus else _pcm

    def whole(self) -> Floats:
        """Decode everything, nothing lost."""
        decode = self.decoder()
        return np.concatenate([decode(one, self.packet)[:, 0] for one in self.payloads]).astype(np.float64)

    def by_decoder(self, lost: Lost) -> Floats:
        """Decode with the decoder's own concealment."""
        decode = self.decoder()
        blocks = [
            decode(None if gone else one, self.packet)[:, 0]
            for one, gone in zip(self.payloads, lost, strict=True)
        ]
        return np.concatenate(blocks).astype(np.float64)

    def heard(self, lost: Lost) -> tuple[Floats, JitterBuffer]:
        """Play it through `dsp.JitterBuffer` at constant delay; gives what was pulled."""
        helper = ModelHelper()
        buffer = JitterBuffer(
            self.decoder(),
            channels=1,
            target=_Still(),
            duration=lambda payload: self.packet,
            trainer=helper,
        )
        total = len(self.payloads) * self.packet + 2 * SAMPLE_RATE_HZ // 10
        pulled: list[NDArray[np.float32]] = []
        sent = 0
        for at in range(0, total, BLOCK_FRAMES):
            helper.now, now_s = at, at / SAMPLE_RATE_HZ
            while sent < len(lost) and (sent + 1) * self.packet / SAMPLE_RATE_HZ + _TRANSIT_S <= now_s:
                if not lost[sent]:
                    arrival_s = (sent + 1) * self.packet / SAMPLE_RATE_HZ + _TRANSIT_S
                    pcm = None if self.opus else _PCM
                    packet = AudioPacket(sent & 0xFFFF, sent * self.packet, self.payloads[sent], pcm)
                    buffer.push(packet, arrival_s=arrival_s)
                sent += 1
            helper.work()
            pulled.append(buffer.pull(BLOCK_FRAMES, now_s=now_s))
        return np.concatenate(pulled)[:, 0].astype(np.float64), buffer


def _pcm(payload: bytes | None, frames: int) -> NDArray[np.float32]:
    return np.zeros((frames, 1), np.float32) if payload is None else _PCM.decode(payload, 1)


def carry(clip: NDArray[np.float32], packet: int, *, opus: bool) -> Carried:
    """Cut ``(frames, 1)`` into packets of ``packet`` samples, a second of silence ahead."""
    sound = np.concatenate((np.zeros((LEAD_SAMPLES, 1), np.float32), clip))
    blocks = [sound[at : at + packet] for at in range(0, len(sound) - packet + 1, packet)]
    if not opus:
        return Carried([_PCM.encode(one) for one in blocks], packet, False)
    encoder = OpusEncoder(channels=1, ptime_samples=packet, bitrate_bps=_BITRATE_BPS)
    encoder.set_independent(True)  # as for every path that loses packets
    return Carried([encoder.encode(one) for one in blocks], packet, True)


def delay_between(heard: Floats, sound: Floats) -> int:
    """Find how many samples later ``sound`` is in ``heard``."""
    size = 1 << (len(heard) + len(sound)).bit_length()
    both = np.fft.rfft(heard, size) * np.fft.rfft(sound, size).conj()
    return int(np.fft.irfft(both, size)[: SAMPLE_RATE_HZ // 5].argmax())
