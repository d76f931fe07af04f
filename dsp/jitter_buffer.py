"""Packets in, exactly the samples asked for out: the playout of one far end."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable

import numpy as np

from dsp.concealment import Trainer
from dsp.drift import ClockLine
from dsp.intake import Intake, Verdict
from dsp.ledger import Ledger
from dsp.packets import AudioPacket, PushOutcome
from dsp.playout import MOST_BLOCK_FRAMES, Playout
from dsp.profiles import SAMPLE_RATE_HZ, Profile
from dsp.rate import RateControl
from dsp.resampler import AHEAD
from dsp.stats import Counts, JitterStats
from dsp.stream_decoder import Decode, Samples
from dsp.target import TargetDelay
from dsp.waiting import Waiting

DOOR_PACKETS = 2048
STALLED_S = 0.5


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
    trainer : Trainer or None
        Makes the concealment's models elsewhere. Without it they are made in the pulls, step by step.

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
        trainer: Trainer | None = None,
    ) -> None:
        if channels not in (1, 2):
            raise ValueError(f"channels must be 1 or 2, not {channels}")
        self._channels = channels
        self._target = target if target is not None else TargetDelay()
        self._counts = Counts()
        self._playout = Playout(decode, channels, ledger, self._counts, trainer)
        self._door: deque[tuple[AudioPacket, float]] = deque()
        self._intake = Intake(self._playout.waiting, duration)
        self._lengths_lag = duration is None
        self._unmeasured: Waiting | None = None
        self._rate = RateControl()
        self._playing = False
        self._lean = 0.0  # how far drift has moved every transit
        self._last_now_s: float | None = None
        self._block_frames = 64
        self._skipped = False
        self._overflowed = 0
        self._bad_at_door = 0
        # What the last pull gave: (first frame, media time there, media samples per frame), the puller's.
        self.pieces: list[tuple[float, float, float]] = []

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
        self.pieces.clear()
        while done < frames:
            part = out[done : done + MOST_BLOCK_FRAMES]
            try:
                self._pull(part, now_s + done / SAMPLE_RATE_HZ)
                if self._playing:
                    for first, media, ratio in self._playout.pieces:
                        self.pieces.append((first + done, media, ratio))
            except Exception:  # the sound card must be served; a test looks at the count
                part.fill(0.0)
                self._counts.faults += 1
            done += len(part)
        return out

    def skip(self, frames: int) -> None:
        """Take note that the card has let ``frames`` go by without a pull.

        What would have sounded meanwhile is left out, so that the delay stays. Call it from the puller.
        """
        self._counts.pulled_samples += frames
        self._skipped = True

    def _pull(self, out: Samples, now_s: float) -> None:
        self._block_frames = len(out)
        self._keep_time(now_s)
        if self._skipped and self._playing:
            self._playout.begin(self._turn(now_s), self._wanted())
        self._skipped = False
        if self._door:
            self._drain(now_s)
        if self._playing:
            turn, wanted = self._turn(now_s), self._wanted()
            ratio = self._rate.ratio(wanted - self._playout.delay(turn))
            self._playout.play(out, ratio, turn, wanted, now_s)
        else:
            out.fill(0.0)
        self._counts.pulled_samples += len(out)

    def _keep_time(self, now_s: float) -> None:
        """Feed the card's clock; a callback that stayed away for long begins anew."""
        last_s = self._last_now_s
        self._last_now_s = now_s
        if last_s is not None:
            if not -STALLED_S < now_s - last_s < STALLED_S:
                self._rate.card = ClockLine()
                self._playing = False
                self._playout.forget()
            else:
                self._lean += self._rate.sender.slope * (now_s - last_s)
        self._rate.card.observe(now_s * SAMPLE_RATE_HZ - self._counts.pulled_samples, now_s)

    def _turn(self, now_s: float) -> float:
        """When the next pulled sample has its turn: samples of local time, callback jitter smoothed."""
        return self._counts.pulled_samples + self._rate.card.base(now_s)

    def _wanted(self) -> float:
        """The delay that is wanted: the target, a packet's length, the block and the kernel."""
        must = self._intake.ptime_samples + self._block_frames + AHEAD + 2
        return self._target.wanted_transit + self._lean + must

    def _drain(self, now_s: float) -> None:
        door, playout, counts = self._door, self._playout, self._counts
        while door:
            packet, arrival_s = door.popleft()
            if now_s - arrival_s > STALLED_S:  # it came before the card went away: nobody wants it now
                continue
            delay = playout.delay(self._turn(now_s)) if self._playing else None
            verdict, placed = self._intake.place(packet, arrival_s, delay)
            if placed is None:
                counts.duplicate += verdict is Verdict.DUPLICATE
                counts.malformed += verdict is Verdict.MALFORMED
                continue
            if verdict is Verdict.RESTART or not self._playing:
                self._begin(placed, now_s)
            else:
                self._observe(placed)
            late = placed.timestamp + placed.frames <= playout.head
            if placed.recovered:
                counts.recovered += not late
            else:
                counts.late += late

    def _observe(self, placed: Waiting) -> None:
        frames = placed.frames
        if self._lengths_lag:  # the next packet's timestamp told how long this one was
            placed, self._unmeasured = self._unmeasured or placed, placed
            frames = self._intake.ptime_samples
        end_transit = placed.arrival_s * SAMPLE_RATE_HZ - placed.timestamp - frames
        if not placed.recovered:  # a copy says when its sound was there, not how fast the path is
            self._rate.sender.observe(end_transit, placed.arrival_s)
        self._target.observe(end_transit - self._lean, frames, placed.arrival_s)

    def _begin(self, placed: Waiting, now_s: float) -> None:
        """Play from here: at a first packet, after a restart, after the card was away."""
        self._counts.restarts += self._playout.sounding
        self._rate.sender = ClockLine()
        self._target.reset()
        self._unmeasured = None
        self._playing = True
        self._observe(placed)
        self._playout.begin(self._turn(now_s), self._wanted())

    # -- any thread --------------------------------------------------------------------------------------

    def set_profile(self, profile: Profile) -> None:
        """Weigh delay against concealment as ``profile`` says, from the next decision on."""
        self._target.set_weight(profile.concealment_weight)

    def stats(self) -> JitterStats:
        """Take a snapshot. Realtime-safe: yes. Thread-safe: yes (counts may be a block apart)."""
        counts, playout = self._counts, self._playout
        least = self._target.least_transit + self._lean + self._intake.ptime_samples
        delay = playout.delay(self._turn(self._last_now_s or 0.0)) if self._playing else least
        per_ms = SAMPLE_RATE_HZ / 1000
        return JitterStats(
            received=self._intake.received,
            lost=self._intake.lost,
            late=counts.late,
            duplicate=counts.duplicate,
            malformed=counts.malformed + self._bad_at_door,
            overflowed=self._overflowed,
            played_samples=counts.played_samples,
            concealed_samples=counts.concealed_samples,
            gaps=counts.gaps,
            underruns=counts.underruns,
            restarts=counts.restarts,
            removed_samples=counts.removed_samples,
            inserted_samples=counts.inserted_samples,
            playout_delay_ms=(delay - least) / per_ms,
            target_delay_ms=(self._wanted() - least) / per_ms if self._playing else 0.0,
            media_delay_ms=(counts.pulled_samples - playout.media) / per_ms,
            jitter_ms=self._intake.jitter_samples / per_ms,
            drift_ppm=self._rate.drift_ppm,
            ptime_samples=self._intake.ptime_samples,
            playing=self._playing,
            faults=counts.faults,
            recovered=counts.recovered,
        )
