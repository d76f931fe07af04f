"""How fast the sound that is played lets a delay come down: a held note quickly, noise hardly."""

from __future__ import annotations

from dsp.profiles import SAMPLE_RATE_HZ

FIRST_SHARE = 0.002  # 2 ms a second, until something is known
FIRST_SAMPLES = SAMPLE_RATE_HZ  # how much sound that counts for
MEMORY_SAMPLES = 4 * SAMPLE_RATE_HZ  # of sound that was played while the delay was too long
LEAST_SHARE, MOST_SHARE = 0.0005, 0.05


class Pace:
    """What was left out, as a share of what was played while it was wanted.

    It is not for the path to say what a climb costs until it is gone, but for the music: see `Climb`.

    Attributes
    ----------
    share : float
        Samples left out for each that is played; 0.002 is 2 ms a second.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no.
    """

    def __init__(self) -> None:
        self._removed = FIRST_SHARE * FIRST_SAMPLES
        self._played = float(FIRST_SAMPLES)
        self.share = FIRST_SHARE

    def play(self, samples: float, removed: float) -> None:
        """Count what was played while less was wanted, and what was left out there.

        Parameters
        ----------
        samples, removed : float
            Since the last time.
        """
        kept = max(0.0, 1.0 - samples / MEMORY_SAMPLES)
        self._removed = self._removed * kept + removed
        self._played = self._played * kept + samples
        self.share = min(MOST_SHARE, max(LEAST_SHARE, self._removed / self._played))
