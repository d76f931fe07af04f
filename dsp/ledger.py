"""Where every packet was when: captured, sent, come, decoded, played."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dsp.play_map import Floats, PlayMap
from dsp.profiles import SAMPLE_RATE_HZ

_FIELDS = 10


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One packet's way.

    Attributes
    ----------
    sequence : int
        As on the wire.
    capture_samples : int
        RTP timestamp of its first sample, unwrapped.
    frames : int
        Samples in it.
    sent_s : float or None
        When it was sent, on the local clock, where that is known.
    arrival_s, decode_s : float
        Local monotonic times; ``decode_s`` is the ``now_s`` of the pull that decoded it.
    play_samples : float
        Index, among all samples pulled, at which its first heard sample plays.
    play_s : float
        Local monotonic time of that sample's turn, output latency not included.
    concealed : bool
        Whether a gap right before it was synthesised.
    skipped : int
        How many of its first samples had their turn before it came, and were never heard.
    """

    sequence: int
    capture_samples: int
    frames: int
    sent_s: float | None
    arrival_s: float
    decode_s: float
    play_samples: float
    play_s: float
    concealed: bool
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class CaptureAnchor:
    """A sample of the sender and when it was captured, mapped to the local clock."""

    timestamp: int
    captured_at_s: float


@dataclass(frozen=True, slots=True)
class LedgerSum:
    """Mouth-to-ear and its parts in milliseconds, averaged over ``packets`` packets.

    ``capture_ms`` lasts from the first sample's capture until the packet is sent (until it is full, where
    the sending time is not known), ``network_ms`` until it came, ``playout_ms`` until its turn,
    ``output_ms`` until it sounds. The four add up to ``mouth_to_ear_ms``.
    """

    capture_ms: float
    network_ms: float
    playout_ms: float
    output_ms: float
    mouth_to_ear_ms: float
    packets: int


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways of played samples.

    Attributes
    ----------
    play_samples : NDArray[float64]
        ``(n,)``, among all samples pulled.
    media_samples : NDArray[float64]
        ``(n,)``, RTP time, unwrapped; NaN where the map does not reach.
    play_s : NDArray[float64]
        ``(n,)``, local monotonic time of its turn.
    """

    play_samples: Floats
    media_samples: Floats
    play_s: Floats
    _packets: Floats

    @property
    def sequence(self) -> Floats:
        """Of the packet each sample came in, ``(n,)``; NaN where it was synthesised or is forgotten."""
        return self._packets[:, 0]

    @property
    def arrival_s(self) -> Floats:
        """When that packet came, ``(n,)``, likewise."""
        return self._packets[:, 4]

    @property
    def decode_s(self) -> Floats:
        """When it was decoded, ``(n,)``, likewise."""
        return self._packets[:, 5]

    def sums_ms(self, anchor: CaptureAnchor, *, output_latency_s: float) -> Floats:
        """Capture, network, playout and output of each sample, ``(n, 4)``; they add up to mouth-to-ear.

        NaN where a sample was synthesised, or is no longer remembered. Without a sending time a packet is
        taken to be sent when it is full.
        """
        rows = self._packets
        begun_s = _captured_s(rows[:, 1], anchor)
        captured_s = begun_s + (self.media_samples - rows[:, 1]) / SAMPLE_RATE_HZ
        sent_s = np.where(np.isnan(rows[:, 3]), begun_s + rows[:, 2] / SAMPLE_RATE_HZ, rows[:, 3])
        output_s = np.where(np.isnan(begun_s), np.nan, output_latency_s)
        parts = (sent_s - captured_s, rows[:, 4] - sent_s, self.play_s - rows[:, 4], output_s)
        return np.stack(parts, axis=1) * 1e3


class Ledger:
    """Remember the last packets and how played samples map to media samples.

    Parameters
    ----------
    capacity : int
        How many packets, and how many blocks of the map, are remembered.

    Raises
    ------
    ValueError
        ``capacity`` is below 1.

    Notes
    -----
    Realtime-safe: ``record`` and ``record_block`` yes, the readers no. Thread-safe: one writer; readers
    copy and may run in any thread.
    """

    def __init__(self, capacity: int = 8192) -> None:
        if capacity < 1:
            raise ValueError(f"capacity must be 1 or more, not {capacity}")
        self._capacity = capacity
        self._packets = np.zeros((capacity, _FIELDS))
        self._count = 0
        self._blocks = np.zeros((capacity, 4))
        self._block_count = 0

    def record(
        self,
        *,
        sequence: int,
        capture_samples: int,
        frames: int,
        arrival_s: float,
        decode_s: float,
        play_samples: float,
        play_s: float,
        concealed: bool,
        sent_s: float = math.nan,
        skipped: int = 0,
    ) -> None:
        """Write one packet down; the oldest gives way."""
        self._packets[self._count % self._capacity] = (
            sequence,
            capture_samples,
            frames,
            sent_s,
            arrival_s,
            decode_s,
            play_samples,
            play_s,
            concealed,
            skipped,
        )
        self._count += 1

    def record_block(self, *, play_samples: float, media_samples: float, ratio: float, play_s: float) -> None:
        """Write down that pulled sample ``play_samples`` is media sample ``media_samples``."""
        self._blocks[self._block_count % self._capacity] = (play_samples, media_samples, ratio, play_s)
        self._block_count += 1

    @property
    def packets(self) -> int:
        """How many packets were ever written down."""
        return self._count

    def entries(self, last: int | None = None) -> list[LedgerEntry]:
        """Give the remembered packets, oldest first (or only the ``last`` of them)."""
        rows = _recent(self._packets, self._count, self._capacity if last is None else last)
        return [
            LedgerEntry(
                sequence=int(row[0]),
                capture_samples=int(row[1]),
                frames=int(row[2]),
                sent_s=None if math.isnan(row[3]) else float(row[3]),
                arrival_s=float(row[4]),
                decode_s=float(row[5]),
                play_samples=float(row[6]),
                play_s=float(row[7]),
                concealed=bool(row[8]),
                skipped=int(row[9]),
            )
            for row in rows
        ]

    def play_map(self) -> NDArray[np.float64]:
        """Give rows ``(play index, media index, media per play, play_s)``, a block each, oldest first."""
        return _recent(self._blocks, self._block_count, self._capacity)

    def media_at(self, play_samples: float) -> float | None:
        """Say which media sample is heard at a play index; None outside of what is remembered."""
        media = float(PlayMap(self.play_map()).media_at(np.array([play_samples]))[0])
        return None if math.isnan(media) else media

    def ways(self, play_samples: Floats) -> Ways:
        """Follow played samples back to where they came from.

        Parameters
        ----------
        play_samples : NDArray[float64]
            ``(n,)`` play indices, in any order; what is no longer remembered comes back as unknown.
        """
        play_map = PlayMap(self.play_map())
        rows = _recent(self._packets, self._count, self._capacity)
        media = play_map.media_at(play_samples)
        play_s = play_map.time_at(play_samples, SAMPLE_RATE_HZ)
        if not len(rows):
            return Ways(play_samples, media, play_s, np.full((len(media), _FIELDS), np.nan))
        at = np.maximum(np.searchsorted(rows[:, 6], play_samples, side="right") - 1, 0)
        into = media - rows[at, 1]
        heard = (into >= rows[at, 9] - 0.5) & (into < rows[at, 2] + 0.5)
        return Ways(play_samples, media, play_s, np.where(heard[:, None], rows[at], np.nan))

    def delays_ms(self, anchor: CaptureAnchor, *, output_latency_s: float, last: int) -> NDArray[np.float64]:
        """Give mouth-to-ear of each of the last packets, ``(packets,)``, oldest first."""
        rows = _recent(self._packets, self._count, last)
        if not len(rows):
            return np.empty(0)
        return np.asarray((rows[:, 7] + output_latency_s - _captured_s(rows[:, 1], anchor)) * 1e3)

    def components(
        self, anchor: CaptureAnchor, *, output_latency_s: float, last: int = 200
    ) -> LedgerSum | None:
        """Add up the way of the last packets.

        Parameters
        ----------
        anchor : CaptureAnchor
            What the sender says about its own capture; a timestamp of 32 bits is unwrapped here.
        output_latency_s : float
            From a sample's turn in a pull until it sounds.
        last : int
            Over how many packets to average.

        Returns
        -------
        LedgerSum or None
            None while nothing has been played.
        """
        rows = _recent(self._packets, self._count, last)
        if not len(rows):
            return None
        captured_s = _captured_s(rows[:, 1], anchor)
        sent_s = np.where(np.isnan(rows[:, 3]), captured_s + rows[:, 2] / SAMPLE_RATE_HZ, rows[:, 3])
        parts = np.stack([sent_s - captured_s, rows[:, 4] - sent_s, rows[:, 7] - rows[:, 4]])
        capture_ms, network_ms, playout_ms = (float(part) for part in parts.mean(axis=1) * 1e3)
        output_ms = output_latency_s * 1e3
        total_ms = capture_ms + network_ms + playout_ms + output_ms
        return LedgerSum(capture_ms, network_ms, playout_ms, output_ms, total_ms, len(rows))


def _captured_s(capture_samples: Floats, anchor: CaptureAnchor) -> Floats:
    """When samples were captured, NaN staying NaN; the anchor's 32 bits are unwrapped by the newest."""
    behind = capture_samples - anchor.timestamp
    known = behind[~np.isnan(behind)]
    if len(known):
        behind -= np.round(known[-1] / 2**32) * 2**32
    return np.asarray(anchor.captured_at_s + behind / SAMPLE_RATE_HZ)


def _recent(ring: NDArray[np.float64], count: int, last: int) -> NDArray[np.float64]:
    """Copy the last rows of a ring in order."""
    size = min(count, len(ring), max(last, 0))
    return ring[np.arange(count - size, count) % len(ring)]
