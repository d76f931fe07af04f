"""The audio thread's side of the door: unwrap, sort out, notice when the sender began anew."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import TypeAlias

from dsp.packets import AudioPacket, Unwrapper
from dsp.profiles import SAMPLE_RATE_HZ
from dsp.waiting import MOST_FRAMES, Waiting, WaitingRoom

LEAST_FRAMES = 16
ELSEWHERE_SAMPLES = SAMPLE_RATE_HZ // 2  # so far from what is played: not this stream's time
AGREE_SAMPLES = SAMPLE_RATE_HZ // 5
AGREEING = 3
MOST_DROPOUT = 3000  # RFC 3550, A.1
REMEMBERED_COPIES = 256


class Verdict(Enum):
    """What the intake makes of a packet."""

    IN_PLACE = 0
    DUPLICATE = 1
    MALFORMED = 2
    STRAY = 3
    RESTART = 4
    KNOWN = 5  # its sound is here already: a copy of it came, or it comes as a copy


Placed: TypeAlias = tuple[Verdict, Waiting | None]


class Intake:
    """Give each packet its place in media time and count what the network did.

    A packet whose time is more than half a second away from what is being played is a stray; three that
    agree with each other mean that the sender began anew there.

    Parameters
    ----------
    waiting : WaitingRoom
        Where packets in their place go.
    duration : Callable[[bytes], int] or None
        Samples in a payload, raising on a malformed one; without it the timestamps' steps tell.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no.
    """

    def __init__(self, waiting: WaitingRoom, duration: Callable[[bytes], int] | None) -> None:
        self._waiting = waiting
        self._duration = duration
        self.ptime_samples = 120
        self.received = 0
        self.jitter_samples = 0.0
        self._timestamps = Unwrapper(32)
        self._begin()

    def _begin(self) -> None:
        self._sequences = Unwrapper(16)
        self._first_sequence: int | None = None
        self._last_sequence = 0
        self._lost_before = 0
        self._stream_received = 0
        self._last: Waiting | None = None
        self._strays: list[tuple[AudioPacket, float, float]] = []
        self._copies: deque[int] = deque(maxlen=REMEMBERED_COPIES)

    @property
    def lost(self) -> int:
        """Packets that never came, as far as the sequence numbers say."""
        if self._first_sequence is None:
            return self._lost_before
        expected = self._last_sequence - self._first_sequence + 1
        return self._lost_before + max(0, expected - self._stream_received)

    def place(self, packet: AudioPacket, arrival_s: float, delay: float | None) -> Placed:
        """Sort one packet.

        Parameters
        ----------
        delay : float or None
            Relative transit, in samples, that is being played; None: nothing is.
        """
        timestamp = self._timestamps.peek(packet.timestamp)
        transit = arrival_s * SAMPLE_RATE_HZ - timestamp
        if packet.recovered:
            return self._copy(packet, arrival_s, timestamp, transit, delay)
        if delay is not None and abs(transit - delay) > ELSEWHERE_SAMPLES:
            return self._stray(packet, arrival_s, transit)
        self._strays.clear()
        return self._accept(packet, arrival_s)

    def _copy(
        self, packet: AudioPacket, arrival_s: float, timestamp: int, transit: float, delay: float | None
    ) -> Placed:
        """Sort a redundant copy: of use only inside a stream, and where the packet itself is missing.

        The network's own counts (received, lost, jitter) know nothing of it.
        """
        if delay is None or self._first_sequence is None or abs(transit - delay) > ELSEWHERE_SAMPLES:
            return Verdict.STRAY, None
        if self._waiting.seen(timestamp):
            return Verdict.KNOWN, None
        frames = self._frames(packet, timestamp, None)
        if not LEAST_FRAMES <= frames <= MOST_FRAMES:
            return Verdict.MALFORMED, None
        placed = Waiting(
            timestamp, frames, packet.sequence, packet.payload, arrival_s, packet.pcm, recovered=True
        )
        self._waiting.add(placed)
        self._copies.append(timestamp)
        return Verdict.IN_PLACE, placed

    def _stray(self, packet: AudioPacket, arrival_s: float, transit: float) -> Placed:
        if self._strays and abs(transit - self._strays[-1][2]) > AGREE_SAMPLES:
            self._strays.clear()
        self._strays.append((packet, arrival_s, transit))
        if len({stray.timestamp for stray, _, _ in self._strays}) < AGREEING:
            if len(self._strays) > 4 * AGREEING:
                self._strays.clear()
            return Verdict.STRAY, None
        strays = self._strays[-AGREEING:]
        lost = self.lost
        self._waiting.clear()
        self._begin()
        self._lost_before = lost
        last: Waiting | None = None
        for stray, stray_arrival_s, _ in strays:
            last = self._accept(stray, stray_arrival_s)[1] or last
        return (Verdict.RESTART, last) if last is not None else (Verdict.MALFORMED, None)

    def _accept(self, packet: AudioPacket, arrival_s: float) -> Placed:
        timestamp = self._timestamps.unwrap(packet.timestamp)
        sequence = self._sequences.peek(packet.sequence)
        if self._waiting.seen(timestamp):
            if timestamp not in self._copies:
                return Verdict.DUPLICATE, None
            self._copies.remove(timestamp)  # overtaken by its own copy: late, but not lost
            self._count(packet.sequence, sequence)
            return Verdict.KNOWN, None
        frames = self._frames(packet, timestamp, sequence)
        if not LEAST_FRAMES <= frames <= MOST_FRAMES:
            return Verdict.MALFORMED, None
        self._count(packet.sequence, sequence)
        placed = Waiting(timestamp, frames, packet.sequence, packet.payload, arrival_s, packet.pcm)
        self._feel_jitter(placed)
        self._waiting.add(placed)
        self.ptime_samples = frames
        self._last = placed
        return Verdict.IN_PLACE, placed

    def _frames(self, packet: AudioPacket, timestamp: int, sequence: int | None) -> int:
        measure = self._duration if packet.pcm is None else packet.pcm.frames
        if measure is not None:
            try:
                return measure(packet.payload)
            except Exception:  # whatever a stranger's bytes do to a decoder, the sound goes on
                return 0
        last = self._last
        if last is not None and sequence == self._last_sequence + 1:
            step = timestamp - last.timestamp
            if LEAST_FRAMES <= step <= MOST_FRAMES:
                return step
        return self.ptime_samples

    def _count(self, wire: int, sequence: int) -> None:
        if self._first_sequence is not None and abs(sequence - self._last_sequence) > MOST_DROPOUT:
            self._lost_before = self.lost
            self._first_sequence = None
            self._stream_received = 0
        sequence = self._sequences.unwrap(wire)
        if self._first_sequence is None:
            self._first_sequence = self._last_sequence = sequence
        self._first_sequence = min(self._first_sequence, sequence)
        self._last_sequence = max(self._last_sequence, sequence)
        self._stream_received += 1
        self.received += 1

    def _feel_jitter(self, placed: Waiting) -> None:
        last = self._last
        if last is not None:
            came = (placed.arrival_s - last.arrival_s) * SAMPLE_RATE_HZ
            off = abs(came - (placed.timestamp - last.timestamp))
            self.jitter_samples += (off - self.jitter_samples) / 16
