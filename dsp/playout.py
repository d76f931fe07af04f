"""What is put on the line: packets at their turn, synthesised sound where one is missing, or less of it."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, replace

import numpy as np

from dsp.concealment import HISTORY_FRAMES, Concealer, Trainer
from dsp.ledger import Ledger
from dsp.line import Line
from dsp.profiles import SAMPLE_RATE_HZ
from dsp.resampler import AHEAD, BEHIND, Resampler
from dsp.splice import LEAST_LAG, LONG_FADE_FRAMES, MOST_LAG, SHORT_FADE_FRAMES, cut, find_cut
from dsp.stats import Counts
from dsp.stream_decoder import MENDED_AFTER, Decode, Samples, StreamDecoder
from dsp.waiting import MOST_FRAMES, Waiting, WaitingRoom

MOST_BLOCK_FRAMES = 1024
LENGTHEN_SAMPLES = 24  # a gap is lengthened when the wait is this much too short
GO_BACK_SAMPLES = 12  # so much of what came late is gone back to
FADE_FRAMES = 96  # from synthesised back to real
OPUS_WRONG_FRAMES = 80  # Opus' packets overlap: the first after a loss begins with what was never sent
FADE_OPUS_FRAMES = 120
QUIET_POWER = 1e-6  # -60 dBFS
TRIM_FADE_FRAMES = 24
TRAIN_EVERY_SAMPLES = (800, 2400)  # of real sound, the least and the most: how old a gap's model can be
TRAIN_SHARE = 8  # the longer no gap came, the less one is expected: a new model by an eighth of that time
UNCOUNTED_GAP_SAMPLES = SAMPLE_RATE_HZ  # a far end that sends nothing is silent, not concealed
FORGET_SAMPLES = SAMPLE_RATE_HZ // 4
CUT_FROM_SAMPLES = 144  # a delay too long by less is left to the resampler
LOOK_FOR_CUT_SAMPLES = 480  # how often


@dataclass(frozen=True, slots=True)
class _Unheard:
    """A packet on the line that the cursor has not reached, for the ledger."""

    place: int
    packet: Waiting
    frames: int
    decode_s: float
    concealed: bool
    skipped: int


class Playout:
    """The line of one far end, and the cursor that plays it.

    ``head`` is the media time of the next sample to be appended. A lost packet moves the head on by what is
    synthesised in its place, so the delay stays; lengthening synthesises without moving it (or moves it
    back, to play what came late); shortening moves it on without appending.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no. ``turn`` is the time of the next pulled sample, in samples of the
    local clock; delays are in samples, relative to the sender's clock.
    """

    def __init__(
        self,
        decode: Decode,
        channels: int,
        ledger: Ledger | None,
        counts: Counts,
        trainer: Trainer | None = None,
    ) -> None:
        self._decoder = StreamDecoder(decode, channels)
        self._ledger = ledger
        self._counts = counts
        self._concealer = Concealer(channels)
        self._trainer = trainer
        keep = HISTORY_FRAMES + MOST_FRAMES + 2 * MOST_BLOCK_FRAMES
        self._line = Line(channels, keep_frames=keep, room_frames=16 * MOST_FRAMES)
        self._line.append_silence(BEHIND + 1)
        self._resampler = Resampler(self._line.data)
        mended = _ramp(OPUS_WRONG_FRAMES + FADE_OPUS_FRAMES)
        self._rises = (_ramp(FADE_OPUS_FRAMES, OPUS_WRONG_FRAMES), _ramp(FADE_FRAMES), mended)
        self._rise = self._rises[0]
        self._made = self._nothing = np.zeros((0, 1), np.float32)  # how a gap goes on, where that was asked
        self._trim_rise = _ramp(TRIM_FADE_FRAMES)
        self.waiting = WaitingRoom()
        self.cursor = float(self._line.end)  # place on the line of the next sample to be heard
        self.head = 0
        self._marks: deque[tuple[int, int]] = deque([(0, 0)])  # (place, media time there)
        self._unheard: deque[_Unheard] = deque()
        self._turn = 0.0
        self._wanted = 0.0
        self._real_end: int | None = None  # media time after the last real sample on the line
        self.sounding = False  # a packet of this stream has been played
        # What the last block consisted of: (frame in it, media time there, media samples per frame).
        self.pieces: list[tuple[float, float, float]] = []
        self._gap_samples = 0
        self._faded = len(self._rise)  # how far the crossing from the synthesised back has come
        self._since_gap_samples = 0
        self._since_train_samples = 0
        self._since_look_samples = 0
        self._quiet = False

    def delay(self, turn: float) -> float:
        """Relative transit of what is appended next: its play minus its media time."""
        return turn - self.head + (self._line.end - self.cursor)

    @property
    def media(self) -> float:
        """Media time of the next sample to be heard."""
        place, media = self._marks[0]
        return media + (self.cursor - place)

    def begin(self, turn: float, wanted: float) -> None:
        """Play a stream from here, at the delay that is wanted."""
        self._real_end = None
        self._decoder.begin()
        self.head = round(turn - wanted + (self._line.end - self.cursor))
        self.sounding = False
        self._mark()

    def forget(self) -> None:
        """Nothing that was to be heard is any more, nor anything made of it."""
        self.waiting.clear()
        self._line.append_silence(HISTORY_FRAMES)
        self.cursor = float(self._line.end)
        self._marks = deque([(self._line.end, self.head)])
        self._unheard.clear()

    def play(self, out: Samples, ratio: float, turn: float, wanted: float, now_s: float) -> None:
        """Fill ``out`` ``(frames, channels)``, at ``ratio`` media samples a frame, and move on."""
        self._turn, self._wanted = turn, wanted
        frames = len(out)
        line = self._line
        ends = self.cursor + frames * ratio
        if line.end < (until := math.ceil(ends) + AHEAD + 1):
            self._fill(until, now_s)
        self._since_look_samples += frames
        if self._error() < -CUT_FROM_SAMPLES and self._since_look_samples >= LOOK_FOR_CUT_SAMPLES:
            self._shorten(until, now_s)
        self._resampler.read(self.cursor - line.origin, ratio, out, width=line.width)
        self._write_ledger(turn, ratio, ends)
        self._note_pieces(ratio, ends)
        self.cursor = ends
        while len(self._marks) > 1 and self._marks[1][0] <= ends:
            self._marks.popleft()
        if self.sounding:
            self._counts.played_samples += frames
            self._train()

    def _error(self) -> float:
        """By how many samples the delay is too short."""
        return self._wanted - self.delay(self._turn)

    def _mark(self) -> None:
        self._marks.append((self._line.end, self.head))

    def _fill(self, until: int, now_s: float) -> None:
        while self._line.end < until:
            packet = self.waiting.ending_after(self.head)
            if packet is not None and packet.timestamp <= self.head:
                if self._gap_samples and packet.timestamp < self.head:
                    self._go_back(packet)
                self._append(packet, now_s)
            else:
                room = until - self._line.end
                ahead = room if packet is None else min(room, packet.timestamp - self.head)
                self._bridge(ahead, packet is None)

    def _go_back(self, packet: Waiting) -> None:
        """Play from its beginning what came late, where the wait is to be longer anyway."""
        played = self.head if self._real_end is None else self._real_end
        back = min(int(self._error()), self.head - max(packet.timestamp, played))
        if back >= GO_BACK_SAMPLES:
            self.head -= back
            self._counts.inserted_samples += back
            self._mark()

    # -- real sound --------------------------------------------------------------------------------------

    def _append(self, packet: Waiting, now_s: float) -> None:
        resumes = self._gap_samples > 0 and packet.timestamp == self.head
        block = self._decoder(packet, self._around if resumes else None)
        self.waiting.drop_through(packet.timestamp)
        if block is None:
            self._counts.malformed += 1
            return
        self._real_end = packet.timestamp + len(block)
        if self._decoder.changed:
            self._change_codec()
        fresh = block[max(0, self.head - packet.timestamp) :]
        if not len(fresh):
            return
        if self._ledger is not None:
            starts = self._line.end - (self.head - packet.timestamp)
            skipped = len(block) - len(fresh)
            gap = self.sounding and self._gap_samples > 0
            self._unheard.append(_Unheard(starts, packet, len(block), now_s, gap, skipped))
        if self._gap_samples or not self.sounding:
            self._faded = self._since_gap_samples = 0
            self._rise = self._rises[2 if self._decoder.mended else packet.pcm is not None]
        fresh = self._fade_back(fresh) if self._faded < len(self._rise) else self._trim(fresh)
        self._gap_samples = 0
        self._since_gap_samples += len(fresh)
        self._since_train_samples += len(fresh)
        self.sounding = True
        self._line.append(fresh)
        self.head = self._real_end

    def _around(self, before: int) -> Samples:
        """What was synthesised up to the head, and how it goes on: what the decoder is to take for real."""
        self._made = self._goes_on(MENDED_AFTER)
        return np.concatenate((self._line.tail(before), self._made))

    def _goes_on(self, frames: int) -> Samples:
        """Synthesise more of the gap; what was asked for before is given first."""
        known, self._made = self._made[:frames], self._made[frames:]
        if not len(known):
            return self._concealer.synthesise(frames)
        if len(known) == frames:
            return known
        return np.concatenate((known, self._concealer.synthesise(frames - len(known))))

    def _change_codec(self) -> None:
        """Cross over as after a gap: codecs look ahead by different amounts, so the sound leaps."""
        if self.sounding and not self._gap_samples:
            self._begin_gap()
            self._gap_samples = 1

    def _fade_back(self, fresh: Samples) -> Samples:
        """Cross from the synthesised to the real, over several packets where they are short."""
        count = min(len(self._rise) - self._faded, len(fresh))
        rise = self._rise[self._faded : self._faded + count]
        faded = fresh.copy()
        faded[:count] *= rise
        if self.sounding:
            made = self._goes_on(count)
            if made.shape[1] > faded.shape[1]:  # it went mono within the gap
                faded = np.repeat(faded, made.shape[1], axis=1)
            faded[:count] += (1.0 - rise) * made
        self._faded += count
        return faded

    # -- less of it --------------------------------------------------------------------------------------

    def _trim(self, fresh: Samples) -> Samples:
        """Shorten silence while the delay is longer than wanted."""
        quiet = float(np.vdot(fresh, fresh)) < QUIET_POWER * fresh.size
        both, self._quiet = quiet and self._quiet, quiet
        if not both:
            return fresh
        spare = min(int(-self._error()), len(fresh) // 2)
        if spare < 1 or len(fresh) - spare < TRIM_FADE_FRAMES:
            return fresh
        kept = fresh[spare:].copy()
        kept[:TRIM_FADE_FRAMES] *= self._trim_rise
        kept[:TRIM_FADE_FRAMES] += (1.0 - self._trim_rise) * fresh[:TRIM_FADE_FRAMES]
        self._counts.removed_samples += spare
        self._marks.append((self._line.end, self.head + spare))
        return kept

    def _shorten(self, until: int, now_s: float) -> None:
        """Leave out sound that nearly repeats itself, out of packets that wait longer than they need."""
        self._since_look_samples = 0
        excess = int(-self._error())
        fade = LONG_FADE_FRAMES if excess > 2 * LONG_FADE_FRAMES else SHORT_FADE_FRAMES
        needed = min(excess, MOST_LAG) + fade
        while self._line.end < until + needed and not self._gap_samples:
            packet = self.waiting.ending_after(self.head)
            if packet is None or packet.timestamp > self.head:
                break
            self._append(packet, now_s)
        to_come = self._line.end - until
        if to_come < fade + LEAST_LAG:
            return
        sound = self._line.tail(to_come)
        lag = find_cut(sound, excess, fade)
        if not lag:
            return
        self._line.rewrite_tail(to_come, cut(sound, lag, fade))
        self._counts.removed_samples += lag
        middle = until + fade // 2
        self._unheard = deque(
            replace(one, place=one.place - lag) if one.place >= middle else one for one in self._unheard
        )
        self._marks = deque(mark for mark in self._marks if mark[0] < middle)
        self._marks.append((middle, self.head - (self._line.end - middle)))

    # -- no sound ----------------------------------------------------------------------------------------

    def _bridge(self, frames: int, empty: bool) -> None:
        """Synthesise up to ``frames`` where nothing is; lengthen here if the target asks for it."""
        short = int(self._error()) if self.sounding else 0
        held = 0
        if short >= LENGTHEN_SAMPLES:
            back = short if self._real_end is None else min(short, self.head - self._real_end)
            if back > 0:
                self.head -= back
                self._counts.inserted_samples += back
                self._mark()
                return
            held = min(frames, short)
            self._counts.inserted_samples += held
        if not self._gap_samples:
            self._open_gap(empty)
        self._line.append(self._goes_on(frames))
        self.head += frames - held
        if held:
            self._mark()
        self._gap_samples += frames
        if self.sounding and self._gap_samples <= UNCOUNTED_GAP_SAMPLES:
            self._counts.concealed_samples += frames
        self.waiting.drop_through(self.head - FORGET_SAMPLES)

    def _open_gap(self, empty: bool) -> None:
        self._counts.gaps += self.sounding
        self._counts.underruns += self.sounding and empty
        self._begin_gap()

    def _begin_gap(self) -> None:
        self._made = self._nothing
        self._concealer.begin(self._line.tail(HISTORY_FRAMES))

    def _train(self) -> None:
        """Keep a model of the sound at hand, made elsewhere or one step a block: a gap has no time for it."""
        trainer, concealer = self._trainer, self._concealer
        if trainer is not None:
            if (model := trainer.take()) is not None:
                concealer.adopt(model)
        elif self._gap_samples or not concealer.step():
            return
        least, most = TRAIN_EVERY_SAMPLES
        if self._gap_samples or self._since_train_samples < min(
            most, max(least, self._since_gap_samples // TRAIN_SHARE)
        ):
            return
        history = self._line.tail(HISTORY_FRAMES)
        if trainer is None:
            concealer.train(history)
            self._since_train_samples = 0
        elif trainer.offer(history):
            self._since_train_samples = 0

    def _note_pieces(self, ratio: float, ends: float) -> None:
        self.pieces.clear()
        if self.sounding:
            self.pieces.append((0.0, self.media, ratio))
            for place, media in self._marks:
                if self.cursor < place < ends:
                    self.pieces.append(((place - self.cursor) / ratio, float(media), ratio))

    # -- the books ---------------------------------------------------------------------------------------

    def _write_ledger(self, turn: float, ratio: float, ends: float) -> None:
        ledger = self._ledger
        if ledger is None:
            return
        pulled = self._counts.pulled_samples
        play_s = turn / SAMPLE_RATE_HZ
        ledger.record_block(play_samples=pulled, media_samples=self.media, ratio=ratio, play_s=play_s)
        if len(self._marks) > 1:
            self._write_jumps(ledger, turn, ratio, ends)
        while self._unheard and self._unheard[0].place < ends:
            one = self._unheard.popleft()
            after = (one.place - self.cursor) / ratio
            ledger.record(
                sequence=one.packet.sequence,
                capture_samples=one.packet.timestamp,
                frames=one.frames,
                arrival_s=one.packet.arrival_s,
                decode_s=one.decode_s,
                play_samples=pulled + after,
                play_s=play_s + after / SAMPLE_RATE_HZ,
                concealed=one.concealed,
                skipped=one.skipped,
            )

    def _write_jumps(self, ledger: Ledger, turn: float, ratio: float, ends: float) -> None:
        for place, media in self._marks:
            if self.cursor < place < ends:
                after = (place - self.cursor) / ratio
                ledger.record_block(
                    play_samples=self._counts.pulled_samples + after,
                    media_samples=media,
                    ratio=ratio,
                    play_s=(turn + after) / SAMPLE_RATE_HZ,
                )


def _ramp(frames: int, after: int = 0) -> Samples:
    """From 0 to 1, neither of them included, after so many zeros: ``(after + frames, 1)``."""
    rise = np.linspace(0.0, 1.0, frames + 2, dtype=np.float32)[1:-1]
    return np.concatenate((np.zeros(after, np.float32), rise))[:, None]
