"""How long to wait: the delay whose cost, waiting and concealment together, has been least of late."""

from __future__ import annotations

import math

from dsp.course import MEMORY_S, Course

DECIDE_S = 0.1
YOUNG_S = 2 * MEMORY_S / 10
COMPARE_S = 40.0  # over how long courses are compared
WORTH_MS = 0.3  # another course must have cost this much less


class TargetDelay:
    """Weigh waiting against concealment over what was seen, forgetting slowly.

    What is entered for each packet is the relative transit of its *end*: arrival minus the media time
    after its last sample, drift taken off. The histogram of that, with a memory of 12 s, says for every
    delay what share of samples would come too late; the least of ``delay + weight x concealed %`` is
    wanted. Besides, a run of packets that come late and do not catch up means that the path is longer
    now: the old memory is nearly dropped at once.

    Two courses are kept: to wait for queues, and to climb after them (see `Course`). The one that would have
    cost less over the last 40 s is followed.

    Parameters
    ----------
    weight_ms : float
        Milliseconds of delay that one percent of concealed sound is worth (by profile).

    Raises
    ------
    ValueError
        ``weight_ms`` is not positive (the message gives it).

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no.
    """

    def __init__(self, weight_ms: float = 10.0) -> None:
        self._courses = (Course(False, 1.0), Course(True, 1.0))
        self.set_weight(weight_ms)
        self.reset()

    def set_weight(self, weight_ms: float) -> None:
        """Change what one percent of concealed sound is worth; taken up at the next decision."""
        if not weight_ms > 0.0 or not math.isfinite(weight_ms):
            raise ValueError(f"weight_ms must be positive, not {weight_ms}")
        for course in self._courses:
            course.weight_ms = weight_ms

    def reset(self) -> None:
        """Forget the path."""
        for course in self._courses:
            course.reset()
        self._followed = self._courses[0]
        self._begun = False
        self._weighed = 0.0
        self._next_decision_s = 0.0
        self._started_s = 0.0

    @property
    def wanted_transit(self) -> float:
        """The relative transit of a packet's end, drift taken off, that is still to be in time."""
        return self._followed.level

    @property
    def least_transit(self) -> float:
        """The path's least, likewise, among what is remembered."""
        return self._courses[0].least

    @property
    def target_samples(self) -> float:
        """The wait above the path's minimum, in samples."""
        return self.wanted_transit - self.least_transit

    def observe(self, transit: float, ptime_samples: int, now_s: float) -> None:
        """Take in one packet.

        Parameters
        ----------
        transit : float
            Samples: 48000 x arrival minus the timestamp after the packet's end, drift taken off.
        ptime_samples : int
            How much sound is in it.
        now_s : float
            Its arrival.
        """
        if not self._begun:
            self._begun = True
            for course in self._courses:
                course.begin(transit)
            self._started_s = now_s
            self._next_decision_s = now_s + DECIDE_S / 4
        for course in self._courses:
            course.observe(transit, ptime_samples, now_s)
        self._weighed += ptime_samples
        if now_s >= self._next_decision_s:
            self._decide(ptime_samples, now_s)

    def _decide(self, ptime_samples: int, now_s: float) -> None:
        young = now_s - self._started_s < YOUNG_S
        period_s = DECIDE_S / 4 if young else DECIDE_S
        self._next_decision_s = now_s + period_s
        for course in self._courses:
            course.decide(ptime_samples, period_s, settled=not young)
        kept = math.exp(-period_s / COMPARE_S)
        for course in self._courses:
            course.cost *= kept
        self._weighed *= kept
        cheapest = min(self._courses, key=lambda course: course.cost)
        if self._followed.cost - cheapest.cost > WORTH_MS * self._weighed:
            self._followed = cheapest
