"""Opus for the audio thread: numpy blocks to payloads and back, without a copy more than needed.

Restricted low delay (CELT only) costs 2.5 ms of look-ahead instead of 6.5 and is what music wants. In-band
FEC does not exist there; protection is the business of whoever sends packets.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from . import libopus
from .errors import OpusError

SAMPLE_RATE_HZ = 48_000
PTIMES_SAMPLES = (120, 240, 480, 960)
MAX_PACKET_SAMPLES = 5760  # 120 ms, RFC 6716 section 3.1
MAX_PAYLOAD_BYTES = 1275  # one frame, RFC 6716 section 3.2.1
OVERLAP_SAMPLES = 120  # of CELT's packets, whatever their length (RFC 6716, 4.3.7)
STAND_IN_SAMPLES = OVERLAP_SAMPLES + 960 + OVERLAP_SAMPLES
MIN_BITRATE_BPS, MAX_BITRATE_BPS = 16_000, 510_000

_APPLICATION_RESTRICTED_LOWDELAY = 2051
_SIGNAL_MUSIC = 3002
_CELT_TOC = 128  # from here on (RFC 6716, 3.1, table 2)
_DC_SHARE = 6.3 * 3 / SAMPLE_RATE_HZ  # how fast libopus' encoder forgets what it takes out
_STEREO = 4  # the bit of the TOC, RFC 6716, 3.1
_SET_BITRATE, _SET_VBR, _SET_COMPLEXITY, _SET_SIGNAL, _GET_LOOKAHEAD = 4002, 4006, 4010, 4024, 4027
_SET_PREDICTION_DISABLED = 4042

# Samples per frame of each TOC configuration, RFC 6716 table 2.
_SILK = (480, 960, 1920, 2880)
_HYBRID = (480, 960)
_CELT = (120, 240, 480, 960)
_FRAME_SAMPLES = (*_SILK * 3, *_HYBRID * 2, *_CELT * 4)


def _channels(channels: int) -> int:
    if channels not in (1, 2):
        raise ValueError(f"channels must be 1 or 2, not {channels!r}")
    return channels


def _bitrate(bitrate_bps: int) -> int:
    if not MIN_BITRATE_BPS <= bitrate_bps <= MAX_BITRATE_BPS:
        raise ValueError(f"bitrate_bps must be {MIN_BITRATE_BPS} to {MAX_BITRATE_BPS}, not {bitrate_bps!r}")
    return int(bitrate_bps)


def duration_samples(payload: bytes) -> int:
    """How long an Opus payload plays, read from its first bytes (RFC 6716, 3.1 and 3.2).

    Parameters
    ----------
    payload : bytes
        One Opus packet as it came in one RTP packet.

    Returns
    -------
    int
        Samples at 48 000 Hz, 120 to 5760.

    Raises
    ------
    OpusError
        A ``ValueError``: empty, no frame, or longer than 120 ms.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: yes.
    """
    if not payload:
        raise OpusError("an Opus payload has at least 1 byte, this one has 0")
    toc = payload[0]
    samples = _FRAME_SAMPLES[toc >> 3]
    code = toc & 3
    if code == 0:
        return samples
    if code != 3:
        return 2 * samples
    if len(payload) < 2:
        raise OpusError("an Opus payload of code 3 has at least 2 bytes, this one has 1")
    frames = payload[1] & 0x3F
    if not frames or frames * samples > MAX_PACKET_SAMPLES:
        raise OpusError(f"an Opus payload holds 1 to {MAX_PACKET_SAMPLES} samples, not {frames} x {samples}")
    return frames * samples


class OpusEncoder:
    """Encode blocks of one ptime each.

    Parameters
    ----------
    channels : int
        1 or 2.
    ptime_samples : int
        120, 240, 480 or 960 (2.5, 5, 10, 20 ms).
    bitrate_bps : int
        16 000 to 510 000; variable rate around it.
    complexity : int
        0 (cheapest) to 10.

    Raises
    ------
    ValueError
        A parameter outside its range (the message gives the value).
    LibraryMissingError
        There is no libopus.

    Notes
    -----
    Realtime-safe: ``encode`` yes. Thread-safe: one thread encodes; ``set_bitrate`` and ``set_independent``
    may come from any.
    """

    def __init__(self, *, channels: int, ptime_samples: int, bitrate_bps: int, complexity: int = 5) -> None:
        if ptime_samples not in PTIMES_SAMPLES:
            raise ValueError(f"ptime_samples must be one of {PTIMES_SAMPLES}, not {ptime_samples!r}")
        if complexity not in range(11):
            raise ValueError(f"complexity must be 0 to 10, not {complexity!r}")
        self.channels = _channels(channels)
        self.ptime_samples = ptime_samples
        self._lib = libopus.load()
        # The state lives in an array of ours: nothing to free, so nothing to forget.
        self._state = np.zeros(self._lib.encoder_get_size(channels), np.uint8)
        self._state_address: int = self._state.ctypes.data
        self._check(
            self._lib.encoder_init(
                self._state_address, SAMPLE_RATE_HZ, channels, _APPLICATION_RESTRICTED_LOWDELAY
            )
        )
        self._pcm = np.zeros((ptime_samples, channels), np.float32)
        self._pcm_address: int = self._pcm.ctypes.data
        self._out = np.zeros(MAX_PAYLOAD_BYTES, np.uint8)
        self._out_address: int = self._out.ctypes.data
        self._set(_SET_VBR, 1)
        self._set(_SET_SIGNAL, _SIGNAL_MUSIC)
        self._set(_SET_COMPLEXITY, complexity)
        self._bitrate_bps = 0
        self._wanted_bps = _bitrate(bitrate_bps)
        self._independent = self._wants_independent = False
        self._apply_bitrate()

    @property
    def bitrate_bps(self) -> int:
        """The rate asked for last."""
        return self._wanted_bps

    @property
    def lookahead_samples(self) -> int:
        """Samples between a sound going in and coming out of a decoder, the block itself apart."""
        value = ctypes.c_int32()
        self._check(self._lib.encoder_ctl(self._state_address, _GET_LOOKAHEAD, ctypes.byref(value)))
        return value.value

    def set_bitrate(self, bitrate_bps: int) -> None:
        """Ask for another rate; the next ``encode`` takes it up. Realtime-safe, thread-safe: yes."""
        self._wanted_bps = _bitrate(bitrate_bps)

    def set_independent(self, independent: bool) -> None:
        """Ask for packets that lean on none before them, from the next on. Realtime-safe, thread-safe: yes.

        Opus foretells a packet's loudness per band from the last one's (RFC 6716, 4.3.2), so that at 2.5 ms
        a packet one loss is heard for ten. Without that it is heard for two; undamaged sound is a little
        worse at the same rate.
        """
        self._wants_independent = independent

    def encode(self, block: NDArray[np.float32]) -> bytes:
        """Encode one block of shape ``(ptime_samples, channels)``, full scale +-1.

        Raises
        ------
        ValueError
            Another shape.
        """
        if block.shape != self._pcm.shape:
            raise ValueError(f"block must have shape {self._pcm.shape}, not {block.shape}")
        if self._wanted_bps != self._bitrate_bps:
            self._apply_bitrate()
        if self._wants_independent != self._independent:
            self._independent = self._wants_independent
            self._set(_SET_PREDICTION_DISABLED, int(self._independent))
        self._pcm[:] = block
        return self._encoded(self.ptime_samples)

    def _encoded(self, frames: int) -> bytes:
        size: int = self._lib.encode_float(
            self._state_address, self._pcm_address, frames, self._out_address, MAX_PAYLOAD_BYTES
        )
        if size < 0:
            self._check(size)
        return self._out[:size].tobytes()

    def _apply_bitrate(self) -> None:
        wanted = self._wanted_bps
        self._set(_SET_BITRATE, wanted)
        self._bitrate_bps = wanted

    def _set(self, request: int, value: int) -> None:
        self._check(self._lib.encoder_ctl(self._state_address, request, ctypes.c_int32(value)))

    def _check(self, result: int) -> None:
        if result < 0:
            raise OpusError(f"libopus: {self._lib.strerror(result).decode()}")


class OpusDecoder:
    """The ``decode`` callable of a jitter buffer.

    Parameters
    ----------
    channels : int
        The most that a payload is to give, 1 or 2. Mono payloads give one channel: all that comes after
        is cheaper by half. Each width has a decoder of its own, as a sender that changes begins anew too.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no.
    """

    def __init__(self, *, channels: int) -> None:
        self.channels = _channels(channels)
        self._decoders = [_Decoder(width) for width in range(1, channels + 1)]
        self._current = self._decoders[-1]
        self._standing_in = [_StandIn(width) for width in range(1, channels + 1)]

    def __call__(self, payload: bytes | None, frames: int) -> NDArray[np.float32]:
        """Decode a payload, or conceal where it is lost.

        Parameters
        ----------
        payload : bytes or None
            One Opus packet; ``None`` asks libopus to go on as if it had come.
        frames : int
            How many frames to conceal, 1 to 5760. With a payload, its own length counts.

        Returns
        -------
        ndarray
            ``(n, 1 or channels)`` float32; n is ``frames`` when concealing, else the payload's length.

        Raises
        ------
        OpusError
            A ``ValueError``: not an Opus packet. The decoder stays usable.
        """
        if payload is None:
            if not 1 <= frames <= MAX_PACKET_SAMPLES:
                raise OpusError(f"frames must be 1 to {MAX_PACKET_SAMPLES}, not {frames!r}")
            whole = -(-frames // 120) * 120  # libopus conceals in steps of 2.5 ms
            return self._current(None, 0, whole)[:frames]
        if not payload:  # libopus would take no bytes for a loss
            raise OpusError("an Opus payload has at least 1 byte, this one has 0")
        if self.channels > 1:
            self._current = self._decoders[(payload[0] & _STEREO) >> 2]
        return self._current(payload, len(payload), MAX_PACKET_SAMPLES)

    def mended(self, payload: bytes, around: NDArray[np.float32]) -> NDArray[np.float32] | None:
        """Decode the first packet after a loss as if ``around`` had been sent up to it.

        CELT's packets overlap by 2.5 ms (and a filter looks back by 20). The decoder's own concealment leaves
        something else there, and the first packet after a loss is wrong for most of that time. So what was
        made up is encoded here, and decoded first.

        Parameters
        ----------
        payload : bytes
            One Opus packet.
        around : NDArray[float32]
            ``(n, channels)``: 120 samples of before, what is missing (960 at most), and how it would go on
            for 120.

        Returns
        -------
        ndarray or None
            As a call gives it; None: packets of this kind do not overlap, nothing was done.

        Raises
        ------
        OpusError
            As in a call.
        """
        if not payload or payload[0] < _CELT_TOC:
            return None
        decoder = self._decoders[(payload[0] & _STEREO) >> 2 if self.channels > 1 else 0]
        self._current = decoder
        width = decoder.channels
        if around.shape[1] != width:
            around = np.repeat(around[:, :1], width, axis=1)
        for guessed in self._standing_in[width - 1].packets(around):
            decoder(guessed, len(guessed), MAX_PACKET_SAMPLES)
        return decoder(payload, len(payload), MAX_PACKET_SAMPLES)


class _StandIn(OpusEncoder):
    """Packets, as good as they can be, for what was never received."""

    def __init__(self, channels: int) -> None:
        super().__init__(
            channels=channels, ptime_samples=PTIMES_SAMPLES[-1], bitrate_bps=MAX_BITRATE_BPS, complexity=0
        )
        self._set(_SET_PREDICTION_DISABLED, 1)
        self._fresh = self._state.copy()
        self._room = np.zeros((STAND_IN_SAMPLES, channels), np.float32)

    def packets(self, around: NDArray[np.float32]) -> Iterator[bytes]:
        """Encode ``around`` (see `OpusDecoder.mended`); decoded, the packets end 120 samples before it does.

        The encoder takes out what is below 3 Hz; that is put in here, or a loud sound of a while ago would
        be heard as a step.
        """
        room, count = self._room, min(len(around), STAND_IN_SAMPLES) // OVERLAP_SAMPLES * OVERLAP_SAMPLES
        np.cumsum(around[-count:], axis=0, out=room[:count])
        room[:count] *= _DC_SHARE
        room[1:count] = room[: count - 1] + around[1 - count :]
        room[0] = around[-count]
        self._state[:] = self._fresh
        self._part(room[:OVERLAP_SAMPLES])
        at = OVERLAP_SAMPLES
        for length in reversed(PTIMES_SAMPLES):
            while count - at >= length:
                yield self._part(room[at : at + length])
                at += length

    def _part(self, sound: NDArray[np.float32]) -> bytes:
        self._pcm[: len(sound)] = sound
        return self._encoded(len(sound))


class _Decoder:
    """libopus for one number of channels."""

    def __init__(self, channels: int) -> None:
        self.channels = channels
        self._lib = libopus.load()
        self._state = np.zeros(self._lib.decoder_get_size(channels), np.uint8)
        self._state_address: int = self._state.ctypes.data
        if self._lib.decoder_init(self._state_address, SAMPLE_RATE_HZ, channels) < 0:
            raise OpusError(f"libopus: no decoder for {channels} channels")
        self._pcm = np.zeros((MAX_PACKET_SAMPLES, channels), np.float32)
        self._pcm_address: int = self._pcm.ctypes.data

    def __call__(self, payload: bytes | None, size: int, frames: int) -> NDArray[np.float32]:
        count: int = self._lib.decode_float(self._state_address, payload, size, self._pcm_address, frames, 0)
        if count < 0:
            raise OpusError(f"libopus: {self._lib.strerror(count).decode()} ({size} bytes)")
        return self._pcm[:count].copy()
