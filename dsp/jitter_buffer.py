"""Packets in, exactly the samples asked for out: the playout of one far end."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from dsp.concealment import HISTORY_FRAMES, Concealer
from dsp.drift import ClockLine
from dsp.intake import MOST_FRAMES, Intake, Verdict
from dsp.ledger import Ledger
from dsp.line import Line
from dsp.packets import AudioPacket, PushOutcome
from dsp.profiles import SAMPLE_RATE_HZ, Profile
from dsp.rate import RateControl
from dsp.resampler import AHEAD, BEHIND, Resampler
from dsp.stats import JitterStats
from dsp.target import TargetDelay
from dsp.waiting import Waiting

Samples: TypeAlias = NDArray[np.float32]
Decode: TypeAlias = Callable[[bytes | None, int], Samples]

DOOR_PACKETS = 2048
MOST_BLOCK_FRAMES = 1024  # longer pulls are done in parts
LENGTHEN_SAMPLES = 24  # a gap is lengthened when the wait is this much too short
FADE_SAMPLES = 96  # from synthesised back to real
QUIET_POWER = 1e-6  # -60 dBFS
TRIM_FADE_SAMPLES = 24
RETRAIN_SAMPLES = 1024  # less real sound than this since a gap: the model of before it stays
UNCOUNTED_GAP_SAMPLES = SAMPLE_RATE_HZ  # a far end that sends nothing is silent, not concealed
STALLED_S = 0.5
FORGET_SAMPLES = SAMPLE_RATE_HZ // 4


class JitterBuffer:
    """Put packets back in order and play them on the sound card's clock.

    A packet missing at its turn is concealed, never waited for, so that a loss cannot raise the delay.
    Only the target may change the delay: upwards a gap is lengthened (or gone back over, so that what
    came late is played after all), downwards the resampler rides, or silence is shortened.

    Parameters
    ----------
    decode : Callable[[bytes | None, int], NDArray[float32]]
        Turns a payload (None: lost) into ``(frames, channels)``, full scale +-1. Runs in the pull.
    channels : int
        1 or 2.
    target : TargetDelay or None
        Says how long to wait; owns no audio.
    ledger : Ledger or None
        Where every packet's way is written down.
    duration : Callable[[bytes], int] or None
        Samples in a payload, raising ValueError on a malformed one. Without it the steps of the timestamps
        tell how long packets last, one packet late.

    Raises
    ------
    ValueError
        ``channels`` is not 1 or 2 (the message gives the value).

    Notes
    -----
    Realtime-safe: ``pull`` yes, ``push`` yes. Thread-safe: one pusher and one puller, no lock.
    Timestamps and sequence numbers wrap (RFC 3550, 5.1).
    """

    def __init__(
        self,
        decode: Decode,
        *,
        channels: int,
        target: TargetDelay | None = None,
        ledger: Ledger | None = None,
        duration: Callable[[bytes], int] | None = None,
    ) -> None:
        if channels not in (1, 2):
            raise ValueError(f"channels must be 1 or 2, not {channels}")
        self._decode = decode
        self._channels = channels
        self._target = target if target is not None else TargetDelay()
        self._ledger = ledger
        self._door: deque[tuple[AudioPacket, float]] = deque()
        self._intake = Intake(duration)
        self._rate = RateControl()
        self._concealer = Concealer(channels)
        keep = HISTORY_FRAMES + MOST_FRAMES + 2 * MOST_BLOCK_FRAMES
        self._line = Line(channels, keep_frames=keep, room_frames=16 * MOST_FRAMES)
        self._resampler = Resampler(self._line.data, MOST_BLOCK_FRAMES)
        self._fade_in = np.linspace(0.0, 1.0, FADE_SAMPLES + 2, dtype=np.float32)[1:-1, None]
        self._line.append_silence(BEHIND + 1)
        self._cursor = float(self._line.end)  # place on the line of the next sample to be heard
        self._head = 0  # media time of the next sample to be appended
        self._real_end: int | None = None  # media time after the last real sample on the line
        self._decoder_next: int | None = None
        self._playing = False
        self._sounding = False  # a packet of this stream has been played
        self._gap_samples = 0
        self._since_gap_samples = 0
        self._quiet = False
        self._lean = 0.0  # how far drift has moved every transit
        self._last_now_s: float | None = None
        self._pulled = 0
        self._block_frames = 64
        self._overflowed = 0
        self._bad_at_door = 0
        self._late = self._duplicate = self._malformed = self._restarts = self._faults = 0
        self._played_samples = self._concealed_samples = self._gaps = self._underruns = 0
        self._removed_samples = self._inserted_samples = 0

    # -- the network thread ------------------------------------------------------------------------------

    def push(self, packet: AudioPacket, *, arrival_s: float) -> PushOutcome:
        """Hand a packet in; all else is done by the puller. Never raises for bad packets."""
        if not packet.payload or not math.isfinite(arrival_s):
            self._bad_at_door += 1
            return PushOutcome.MALFORMED
        if len(self._door) >= DOOR_PACKETS:
            self._overflowed += 1
            return PushOutcome.FULL
        self._door.append((packet, arrival_s))
        return PushOutcome.QUEUED

    # -- the audio thread --------------------------------------------------------------------------------

    def pull(self, frames: int, *, now_s: float, out: Samples | None = None) -> Samples:
        """Give the next ``(frames, channels)``; never waits, never raises.

        Parameters
        ----------
        now_s : float
            When the callback began, on the clock of the arrivals.
        out : NDArray[float32] or None
            ``(frames, channels)`` to fill; given back.
        """
        if out is None:
            out = np.empty((frames, self._channels), np.float32)
        done = 0
        while done < frames:
            part = out[done : done + MOST_BLOCK_FRAMES]
            try:
                self._pull(part, now_s + done / SAMPLE_RATE_HZ)
            except Exception:  # the sound card must be served; a test looks at the count
                part.fill(0.0)
                self._faults += 1
            done += len(part)
        return out

    def _pull(self, out: Samples, now_s: float) -> None:
        frames = len(out)
        self._block_frames = frames
        self._keep_time(now_s)
        self._drain(now_s)
        self._pulled += frames
        if not self._playing:
            out.fill(0.0)
            return
        turn = self._pulled - frames + self._rate.card.base(now_s)  # smoothed, in samples of local time
        ratio = self._rate.ratio(self._error(turn))
        self._fill(math.ceil(self._cursor + frames * ratio) + AHEAD + 1, turn, now_s)
        self._resampler.read(self._cursor - self._line.origin, ratio, out)
        if self._ledger is not None:
            self._ledger.record_block(
                play_samples=self._pulled - frames,
                media_samples=self._head - (self._line.end - self._cursor),
                ratio=ratio,
                play_s=turn / SAMPLE_RATE_HZ,
            )
        self._cursor += frames * ratio
        if self._sounding:
            self._played_samples += frames

    def _keep_time(self, now_s: float) -> None:
        """Feed the card's clock; a callback that stayed away for long begins anew."""
        last_s = self._last_now_s
        self._last_now_s = now_s
        if last_s is not None:
            if not -STALLED_S < now_s - last_s < STALLED_S:
                self._rate.card = ClockLine()
                self._playing = False
            else:
                self._lean += self._rate.sender.slope * (now_s - last_s)
        self._rate.card.observe(now_s * SAMPLE_RATE_HZ - self._pulled, now_s)

    def _turn(self, now_s: float) -> float:
        return self._pulled + self._rate.card.base(now_s)

    def _delay(self, turn: float) -> float:
        """Relative transit, in samples, of what is appended next: its play minus its media time."""
        return turn - self._head + (self._line.end - self._cursor)

    def _wanted(self) -> float:
        """The delay that is wanted: the target, a packet's length, the block and the kernel."""
        must = self._intake.ptime_samples + self._block_frames + AHEAD + 2
        return self._target.wanted_transit + self._lean + must

    def _error(self, turn: float) -> float:
        """By how many samples the delay is too short."""
        return self._wanted() - self._delay(turn)

    # -- intake ------------------------------------------------------------------------------------------

    def _drain(self, now_s: float) -> None:
        door = self._door
        while door:
            packet, arrival_s = door.popleft()
            delay = self._delay(self._turn(now_s)) if self._playing else None
            verdict, placed = self._intake.place(packet, arrival_s, delay)
            if placed is None:
                self._duplicate += verdict is Verdict.DUPLICATE
                self._malformed += verdict is Verdict.MALFORMED
                continue
            if verdict is Verdict.RESTART or not self._playing:
                self._begin(placed, now_s)
            self._observe(placed)
            if placed.timestamp + placed.frames <= self._head:
                self._late += 1

    def _observe(self, placed: Waiting) -> None:
        end_transit = placed.arrival_s * SAMPLE_RATE_HZ - placed.timestamp - placed.frames
        self._rate.sender.observe(end_transit, placed.arrival_s)
        self._target.observe(end_transit - self._lean, placed.frames, placed.arrival_s)

    def _begin(self, placed: Waiting, now_s: float) -> None:
        """Play from here: at a first packet, after a restart, after the card was away."""
        self._restarts += self._sounding
        self._rate.sender = ClockLine()
        self._target.reset()
        self._playing = True
        self._real_end = self._decoder_next = None
        self._observe(placed)
        self._head = 0
        self._head = round(self._delay(self._turn(now_s)) - self._wanted())

    # -- the line ----------------------------------------------------------------------------------------

    def _fill(self, until: int, turn: float, now_s: float) -> None:
        waiting = self._intake.waiting
        while self._line.end < until:
            packet = waiting.ending_after(self._head)
            if packet is not None and packet.timestamp <= self._head:
                self._play(packet, turn, now_s)
            else:
                room = until - self._line.end
                ahead = room if packet is None else min(room, packet.timestamp - self._head)
                self._bridge(ahead, turn, packet is None)

    def _play(self, packet: Waiting, turn: float, now_s: float) -> None:
        block = self._decoded(packet)
        self._intake.waiting.drop_through(packet.timestamp)
        if block is None:
            self._malformed += 1
            return
        self._real_end = self._decoder_next = packet.timestamp + len(block)
        fresh = block[max(0, self._head - packet.timestamp) :]
        if not len(fresh):
            return
        if self._ledger is not None:
            ahead = self._line.end - self._cursor - (self._head - packet.timestamp)
            self._ledger.record(
                sequence=packet.sequence,
                capture_samples=packet.timestamp,
                frames=len(block),
                arrival_s=packet.arrival_s,
                decode_s=now_s,
                play_samples=self._pulled - self._block_frames + ahead,
                play_s=(turn + ahead) / SAMPLE_RATE_HZ,
                concealed=self._gap_samples > 0,
            )
        if self._gap_samples or not self._sounding:
            fresh = self._fade_back(fresh)
        fresh = self._trim(fresh, turn)
        self._since_gap_samples += len(fresh)
        self._sounding = True
        self._line.append(fresh)
        self._head = self._real_end

    def _decoded(self, packet: Waiting) -> Samples | None:
        """Decode in order, telling the decoder of what was lost in between; None: malformed."""
        try:
            if self._decoder_next is not None and 0 < packet.timestamp - self._decoder_next <= MOST_FRAMES:
                self._decode(None, min(packet.frames, packet.timestamp - self._decoder_next))
            block = self._decode(packet.payload, packet.frames)
            if block.ndim != 2 or block.shape[1] != self._channels or not 0 < len(block) <= MOST_FRAMES:
                return None
            if not math.isfinite(float(np.vdot(block, block))):
                return None
        except Exception:  # whatever a stranger's bytes do to a decoder, the sound goes on
            return None
        return block

    def _fade_back(self, fresh: Samples) -> Samples:
        """Cross from the synthesised to the real."""
        count = min(FADE_SAMPLES, len(fresh))
        rise = self._fade_in[:: FADE_SAMPLES // count][:count]
        faded = fresh.copy()
        faded[:count] *= rise
        if self._gap_samples:
            faded[:count] += (1.0 - rise) * self._concealer.synthesise(count)
        self._gap_samples = 0
        self._since_gap_samples = 0
        return faded

    def _trim(self, fresh: Samples, turn: float) -> Samples:
        """Shorten silence while the delay is longer than wanted."""
        quiet = float(np.vdot(fresh, fresh)) < QUIET_POWER * fresh.size
        both, self._quiet = quiet and self._quiet, quiet
        if not both:
            return fresh
        spare = min(int(-self._error(turn)), len(fresh) // 2)
        if spare < 1 or len(fresh) - spare < TRIM_FADE_SAMPLES:
            return fresh
        kept = fresh[spare:].copy()
        rise = np.linspace(0.0, 1.0, TRIM_FADE_SAMPLES, dtype=np.float32)[:, None]
        kept[:TRIM_FADE_SAMPLES] *= rise
        kept[:TRIM_FADE_SAMPLES] += (1.0 - rise) * fresh[:TRIM_FADE_SAMPLES]
        self._removed_samples += spare
        return kept

    def _bridge(self, frames: int, turn: float, empty: bool) -> None:
        """Synthesise up to ``frames`` where nothing is; lengthen here if the target asks for it."""
        short = int(self._error(turn)) if self._sounding else 0
        held = 0
        if short >= LENGTHEN_SAMPLES:
            back = short if self._real_end is None else min(short, self._head - self._real_end)
            if back > 0:
                self._head -= back
                self._inserted_samples += back
                return
            held = min(frames, short)
            self._inserted_samples += held
        if not self._gap_samples and self._sounding:
            self._open_gap(empty)
        self._line.append(self._concealer.synthesise(frames))
        self._head += frames - held
        self._gap_samples += frames
        if self._sounding and self._gap_samples <= UNCOUNTED_GAP_SAMPLES:
            self._concealed_samples += frames
        if not self._gap_samples % 64:
            self._intake.waiting.drop_through(self._head - FORGET_SAMPLES)

    def _open_gap(self, empty: bool) -> None:
        self._gaps += 1
        self._underruns += empty
        history = self._line.tail(HISTORY_FRAMES)
        if self._since_gap_samples >= RETRAIN_SAMPLES or not self._concealer.trained:
            self._concealer.train(history)
            while not self._concealer.step():
                pass
        self._concealer.begin(history)

    # -- any thread --------------------------------------------------------------------------------------

    def set_profile(self, profile: Profile) -> None:
        """Weigh delay against concealment as ``profile`` says, from the next decision on."""
        self._target.set_weight(profile.concealment_weight)

    def stats(self) -> JitterStats:
        """Take a snapshot. Realtime-safe: yes. Thread-safe: yes (counts may be a block apart)."""
        least = self._target.least_transit + self._lean + self._intake.ptime_samples
        delay = self._delay(self._turn(self._last_now_s or 0.0)) if self._playing else least
        per_ms = SAMPLE_RATE_HZ / 1000
        return JitterStats(
            received=self._intake.received,
            lost=self._intake.lost,
            late=self._late,
            duplicate=self._duplicate,
            malformed=self._malformed + self._bad_at_door,
            overflowed=self._overflowed,
            played_samples=self._played_samples,
            concealed_samples=self._concealed_samples,
            gaps=self._gaps,
            underruns=self._underruns,
            restarts=self._restarts,
            removed_samples=self._removed_samples,
            inserted_samples=self._inserted_samples,
            playout_delay_ms=(delay - least) / per_ms,
            target_delay_ms=(self._wanted() - least) / per_ms if self._playing else 0.0,
            media_delay_ms=(self._pulled - self._head + self._line.end - self._cursor) / per_ms,
            jitter_ms=self._intake.jitter_samples / per_ms,
            drift_ppm=self._rate.drift_ppm,
            ptime_samples=self._intake.ptime_samples,
            playing=self._playing,
            faults=self._faults,
        )
