"""How fast to play: the two clocks' ratio, and small changes of delay that ride on it."""

from __future__ import annotations

import math

from dsp.drift import ClockLine
from dsp.profiles import SAMPLE_RATE_HZ

MOST_RIDE = 300e-6  # beyond the drift: half a cent
MOST_OFF = 340e-6  # of what is played, all in all: 0.59 cent
MOST_UNSURE = 200e-6  # two crystals of 100 ppm: so far off is the drift at worst while it is not known
UNSURE_DEVIATIONS = 3.0
START_RIDING_SAMPLES = 12.0
STOP_RIDING_SAMPLES = 0.5
EASE_SAMPLES = 7.2  # an error this large or larger is ridden at the full rate


class RateControl:
    """Choose media samples per sound card sample.

    ``sender`` follows the far clock by the packets' arrivals, ``card`` the sound card by its callbacks,
    both against the local monotonic clock; their ratio is the drift. An error of the delay beyond 0.25 ms
    is ridden down at 300 ppm at the most, then left alone, so that nothing is corrected for ever.

    What is not known of the drift yet leaves less to ride on: in the first seconds 140 ppm, so that the
    pitch is within 0.6 cent of what was played at all times.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no.
    """

    def __init__(self) -> None:
        self.sender = ClockLine()
        self.card = ClockLine()
        self._riding = False

    @property
    def drift_ppm(self) -> float:
        """How much faster the sender's clock runs than the card's."""
        return (self.card.slope - self.sender.slope) * (1e6 / SAMPLE_RATE_HZ)

    @property
    def most_ride(self) -> float:
        """How far the ratio may leave the drift just now, as a share."""
        if not (self.sender.settled and self.card.settled):
            return MOST_OFF - MOST_UNSURE
        unsure_ppm = UNSURE_DEVIATIONS * math.hypot(self.sender.unsure_ppm, self.card.unsure_ppm)
        return min(MOST_RIDE, MOST_OFF - min(MOST_UNSURE, unsure_ppm * 1e-6))

    def ratio(self, error_samples: float) -> float:
        """Give the ratio for a delay that is ``error_samples`` shorter than wanted."""
        size = abs(error_samples)
        self._riding = size > (STOP_RIDING_SAMPLES if self._riding else START_RIDING_SAMPLES)
        drift = 1.0 + (self.card.slope - self.sender.slope) / SAMPLE_RATE_HZ
        if not self._riding:
            return drift
        ride = min(1.0, size / EASE_SAMPLES) * self.most_ride
        return drift * (1.0 - ride if error_samples > 0.0 else 1.0 + ride)
