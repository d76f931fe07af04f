"""Our own law on a trace, without a sample of sound: what `dsp.playout` decides, packet by packet.

The target is the real one. What the playout does with it is told again here in continuous time, where a
block takes no time: lengthen in a gap (going back over what came late), ride at 300 ppm, shorten where
music allows. A test holds this against the real jitter buffer.
"""

from __future__ import annotations

from dsp.path.outcome import Outcome, Tally
from dsp.path.trace import SAMPLE_RATE_HZ, Trace
from dsp.playout import CUT_FROM_SAMPLES, GO_BACK_SAMPLES, LENGTHEN_SAMPLES
from dsp.rate import EASE_SAMPLES, MOST_RIDE, START_RIDING_SAMPLES, STOP_RIDING_SAMPLES
from dsp.splice import LEAST_LAG
from dsp.target import TargetDelay

DOWN_MS_PER_S = 2.0  # what cuts in music give on average; see README.md


class Decisions:
    """Play one trace.

    Parameters
    ----------
    trace : Trace
    weight_ms : float
        Milliseconds of delay that one percent of concealed sound is worth.
    down_ms_per_s : float
        How fast music lets the delay come down, in cuts of 2 to 20 ms.
    """

    def __init__(self, trace: Trace, weight_ms: float, down_ms_per_s: float = DOWN_MS_PER_S) -> None:
        self._trace = trace
        self._ptime = trace.ptime_samples
        self._target = TargetDelay(weight_ms)
        self._down = down_ms_per_s / 1000
        self._there = bytearray(len(trace) + 1)
        self._newest = -1
        self._now = self._head = 0.0
        self._real_end = 0.0
        self._credit = 0.0
        self._riding = False
        self._tally = Tally()

    def run(self) -> Outcome:
        """Play it all."""
        arrivals = self._trace.arrival.tolist()
        transits = self._trace.transit.tolist()
        observe, ptime = self._target.observe, self._ptime
        started = False
        for index in self._trace.order().tolist():
            arrival = arrivals[index]
            if started:
                self._play_until(arrival)
            self._there[index] = 1
            self._newest = max(self._newest, index)
            observe(transits[index], ptime, arrival / SAMPLE_RATE_HZ)
            if not started:
                started = True
                self._now = arrival
                self._head = arrival - ptime - self._target.wanted_transit
                self._real_end = index * ptime
                self._play_silence(self._real_end)
        self._play_until(len(self._trace) * ptime + self._now - self._head)
        return self._tally.outcome()

    @property
    def _delay(self) -> float:
        return self._now - self._head - self._ptime

    def _play_silence(self, until_media: float) -> None:
        """Before the first packet nothing is concealed."""
        self._now += max(0.0, until_media - self._head)
        self._head = max(self._head, until_media)

    def _play_until(self, until: float) -> None:
        there, ptime = self._there, self._ptime
        last = len(self._trace)
        while self._now < until:
            place = int(self._head // ptime)
            if place >= last:
                return
            if there[place]:
                self._go_back(float(place * ptime))
                self._play_packet((place + 1) * ptime)
            else:
                self._bridge(until, place)

    def _go_back(self, starts: float) -> None:
        """Play from its beginning what came late, where the wait is to be longer anyway."""
        back = min(self._target.wanted_transit - self._delay, self._head - max(self._real_end, starts))
        if back >= GO_BACK_SAMPLES:
            self._head -= back

    def _play_packet(self, end: float) -> None:
        frames = end - self._head
        delay = self._delay
        error = self._target.wanted_transit - delay
        size = abs(error)
        self._riding = size > (STOP_RIDING_SAMPLES if self._riding else START_RIDING_SAMPLES)
        self._tally.add(self._now, frames, delay, 0.0)
        self._now += frames
        if self._riding:
            ride = min(1.0, size / EASE_SAMPLES) * MOST_RIDE * frames
            self._now += min(ride, size) if error > 0.0 else -min(ride, size)
        self._head = self._real_end = end
        if -error < CUT_FROM_SAMPLES:
            self._credit = 0.0
            return
        self._credit += frames * self._down
        if self._credit >= LEAST_LAG:
            lag = min(-error, self._credit)
            if self._head + lag <= (self._newest + 1) * self._ptime:
                self._credit -= lag
                self._head = self._real_end = self._head + lag

    def _bridge(self, until: float, place: int) -> None:
        short = self._target.wanted_transit - self._delay
        if short >= LENGTHEN_SAMPLES and self._head > self._real_end:
            self._head -= min(short, self._head - self._real_end)
            return
        frames = until - self._now
        if self._newest > place:
            ahead = place + 1
            while not self._there[ahead]:
                ahead += 1
            frames = min(frames, ahead * self._ptime - self._head)
        held = min(frames, short) if short >= LENGTHEN_SAMPLES else 0.0
        self._tally.add(self._now, frames, self._delay, frames)
        self._now += frames
        self._head += frames - held


def play(trace: Trace, weight_ms: float, down_ms_per_s: float = DOWN_MS_PER_S) -> Outcome:
    """What our law makes of a trace."""
    return Decisions(trace, weight_ms, down_ms_per_s).run()
