"""How much is sent over a path: the picture gives way first, then the sound, and all comes back patiently."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, replace
from typing import Literal

from dsp.profiles import Profile

__all__ = ["PathReading", "PictureWord", "QueueWatch", "RecentShare", "Step", "StepLaw", "ladder", "lowered"]

PictureWord = Literal["full", "smaller", "resting"]

QUEUE_MS = 120.0
LONG_QUEUE_MS = 400.0
QUEUE_WITH_LOSS_MS = 40.0
"""Lasting loss with no queue at all is the path's nature: sending less would not mend it."""
CONCEALED_PCT = 3.0
HEAVY_CONCEALED_PCT = 10.0
SETTLES_S = 1.5
"""After a step so long nothing is concluded: what was sent before it is still on its way."""
PATIENCE_S = 8.0
MOST_PATIENCE_S = 64.0
FAILED_WITHIN_S = 15.0
"""A step up that is taken back this soon was one too many."""
_BUCKET_S = 10.0
_BUCKETS = 12
_NEWEST_S = 1.0


@dataclass(frozen=True, slots=True)
class Step:
    """What may be sent at most.

    Attributes
    ----------
    picture : PictureWord
    picture_bps : int
        0: none.
    least_ptime_samples, most_sound_bps, most_copies : int
        Bounds on what the profile says: longer packets have fewer headers.
    after_s : float
        How long a path must hurt until this step is taken: the sound waits, as less picture may help.
    """

    picture: PictureWord
    picture_bps: int
    least_ptime_samples: int = 0
    most_sound_bps: int = 10_000_000
    most_copies: int = 3
    after_s: float = 0.5

    @property
    def bounds_sound(self) -> bool:
        """Whether the sound gives way as well."""
        return self.least_ptime_samples > 0


_PICTURE = (Step("smaller", 450_000), Step("smaller", 180_000), Step("resting", 0))
_SOUND = (
    Step("resting", 0, 240, 128_000, 2, 3.0),
    Step("resting", 0, 480, 96_000, 1, 3.0),
    Step("resting", 0, 960, 64_000, 1, 3.0),
)


def ladder(*, picture: bool) -> tuple[Step, ...]:
    """The steps from all to least; without a picture of ours to send there is only the sound."""
    return (Step("full", 1_500_000), *(_PICTURE if picture else ()), *_SOUND)


def lowered(profile: Profile, step: Step) -> Profile:
    """A profile within a step's bounds; uncompressed sound becomes Opus."""
    if not step.bounds_sound:
        return profile
    return replace(
        profile,
        codec="opus",
        ptime_samples=max(profile.ptime_samples, step.least_ptime_samples),
        bitrate_bps=min(profile.bitrate_bps, step.most_sound_bps),
        red_depth=min(profile.red_depth, step.most_copies),
    )


@dataclass(frozen=True, slots=True)
class PathReading:
    """How a path does; None where it is not known.

    Attributes
    ----------
    queue_ms : float or None
        A standing queue, from `QueueWatch`.
    concealed_pct : float or None
        What the far end had to make up of our sound lately.
    """

    queue_ms: float | None = None
    concealed_pct: float | None = None

    @property
    def hurts(self) -> bool:
        """Whether less should be sent."""
        queue_ms, concealed_pct = self.queue_ms or 0.0, self.concealed_pct or 0.0
        if queue_ms >= QUEUE_MS or concealed_pct >= HEAVY_CONCEALED_PCT:
            return True
        return concealed_pct >= CONCEALED_PCT and queue_ms >= QUEUE_WITH_LOSS_MS

    @property
    def hurts_badly(self) -> bool:
        """Whether two steps at once are due."""
        return (self.queue_ms or 0.0) >= LONG_QUEUE_MS


class StepLaw:
    """Step down soon, up again patiently; a step up that failed is tried less and less often.

    Parameters
    ----------
    steps : tuple[Step, ...]
        From all to least, see `ladder`.

    Raises
    ------
    ValueError
        ``steps`` is empty.

    Notes
    -----
    Realtime-safe: no. Thread-safe: no.
    """

    def __init__(self, steps: tuple[Step, ...]) -> None:
        if not steps:
            raise ValueError("steps must not be empty")
        self._steps = steps
        self.level = 0
        self._changed_s = self._raised_s = self._calm_s = -math.inf
        self._hurt_s: float | None = None
        self._patience_s = PATIENCE_S
        self._failed = False
        self.cause = PathReading()

    @property
    def step(self) -> Step:
        return self._steps[self.level]

    def feed(self, reading: PathReading, *, now_s: float) -> Step:
        """Take in a reading, a few times a second; what to send until the next."""
        if not reading.hurts:
            self._hurt_s = None
            if self.level and now_s - max(self._calm_s, self._changed_s) >= self._patience_s:
                self._up(now_s)
            return self.step
        if self._hurt_s is None:
            self._hurt_s = now_s
        self._calm_s = now_s
        if self.level < len(self._steps) - 1:
            after_s = self._steps[self.level + 1].after_s
            if now_s - self._hurt_s >= after_s and now_s - self._changed_s >= max(SETTLES_S, after_s):
                self._down(reading, now_s)
        return self.step

    def _down(self, reading: PathReading, now_s: float) -> None:
        self._failed = now_s - self._raised_s < FAILED_WITHIN_S
        if self._failed:
            self._patience_s = min(MOST_PATIENCE_S, 2 * self._patience_s)
            self._raised_s = -math.inf  # one step up fails once
        by = 2 if reading.hurts_badly and not self._steps[self.level + 1].bounds_sound else 1
        self.level = min(self.level + by, len(self._steps) - 1)
        self._changed_s, self.cause = now_s, reading

    def _up(self, now_s: float) -> None:
        # A step that held earns trust again, bit by bit.
        if not self._failed:
            self._patience_s = max(PATIENCE_S, self._patience_s / 2)
        self._failed = False
        self.level -= 1
        self._changed_s = self._raised_s = now_s


class QueueWatch:
    """A standing queue: the shortest round trip of the last second minus the shortest of two minutes.

    A path that has become longer for good is the new measure after those two minutes.

    Notes
    -----
    Realtime-safe: no. Thread-safe: no.
    """

    def __init__(self) -> None:
        self._newest: deque[tuple[float, float]] = deque()
        self._buckets: deque[tuple[float, float]] = deque(maxlen=_BUCKETS)

    def add(self, rtt_s: float, *, now_s: float) -> None:
        """Take in one round trip."""
        if not rtt_s >= 0.0:
            return
        self._newest.append((now_s, rtt_s))
        if self._buckets and now_s - self._buckets[-1][0] < _BUCKET_S:
            began_s, least_s = self._buckets[-1]
            self._buckets[-1] = (began_s, min(least_s, rtt_s))
        else:
            self._buckets.append((now_s, rtt_s))

    def queue_ms(self, *, now_s: float) -> float | None:
        """None while nothing was heard for a second."""
        while self._newest and now_s - self._newest[0][0] > _NEWEST_S:
            self._newest.popleft()
        if not self._newest:
            return None
        least_s = min(least for _, least in self._buckets)
        return 1e3 * max(0.0, min(rtt_s for _, rtt_s in self._newest) - least_s)


class RecentShare:
    """What a share that is told since the beginning was over the last seconds.

    Notes
    -----
    Realtime-safe: no. Thread-safe: no.
    """

    def __init__(self, window_s: float = 3.0) -> None:
        self._window_s = window_s
        self._told: deque[tuple[float, float]] = deque()

    def add(self, pct: float, *, elapsed_s: float) -> float | None:
        """Take in a share of all ``elapsed_s`` since the beginning, %; None until half a window is known."""
        told = self._told
        told.append((elapsed_s, pct * elapsed_s))
        while len(told) > 2 and elapsed_s - told[1][0] >= self._window_s:
            told.popleft()
        began_s, before = told[0]
        if elapsed_s - began_s < self._window_s / 2:
            return None
        return min(100.0, max(0.0, (told[-1][1] - before) / (elapsed_s - began_s)))
