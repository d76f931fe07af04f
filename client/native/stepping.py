"""What goes out over a path that cannot carry all of it, and the sentence that says so."""

from __future__ import annotations

import math

from client.native.engine import Engine
from dsp.profiles import Profile
from dsp.steps import PathReading, QueueWatch, RecentShare, Step, StepLaw, ladder, lowered

__all__ = ["PathSteps", "Stepping"]

_TOLD_S = 8.0


class Stepping:
    """Keeps the engine's profile within what every path can carry; all far ends share one encoder.

    Parameters
    ----------
    engine : Engine

    Notes
    -----
    One event loop; not thread-safe.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine, self._wanted = engine, engine.profile
        self._bounds: dict[str, Step] = {}

    def use(self, profile: Profile) -> None:
        """The room's profile from now on."""
        self._wanted = profile
        self._apply()

    def bound(self, connection: str, step: Step | None) -> None:
        """What a connection's path carries; None: that connection has ended."""
        if step is not None and step.bounds_sound:
            self._bounds[connection] = step
        elif self._bounds.pop(connection, None) is None:
            return
        self._apply()

    def _apply(self) -> None:
        profile = self._wanted
        for step in self._bounds.values():
            profile = lowered(profile, step)
        self._engine.set_profile(profile)


class PathSteps:
    """One connection's steps.

    Parameters
    ----------
    name : str
        Whom the path leads to.
    picture : bool
        Whether a picture of ours goes there.

    Notes
    -----
    One event loop; not thread-safe.
    """

    def __init__(self, name: str, *, picture: bool) -> None:
        self._name, self._picture = name, picture
        self._law = StepLaw(ladder(picture=picture))
        self._queue, self._concealed = QueueWatch(), RecentShare()
        self._began_s: float | None = None
        self._back_s = -math.inf

    @property
    def step(self) -> Step:
        return self._law.step

    @property
    def picture(self) -> str | None:
        """The word for the beat; None where no picture goes."""
        return self._law.step.picture if self._picture else None

    def feed(self, *, rtt_s: float | None, concealed_pct: float | None, now_s: float) -> Step:
        """Take in what is known of the path, four times a second; what to send until the next.

        Parameters
        ----------
        rtt_s : float or None
            The latest round trip.
        concealed_pct : float or None
            What the far end has made up of our sound since the connection began.
        """
        if self._began_s is None:
            self._began_s = now_s
        if rtt_s is not None:
            self._queue.add(rtt_s, now_s=now_s)
        recent = None
        if concealed_pct is not None and now_s > self._began_s:
            recent = self._concealed.add(concealed_pct, elapsed_s=now_s - self._began_s)
        before = self._law.level
        step = self._law.feed(PathReading(self._queue.queue_ms(now_s=now_s), recent), now_s=now_s)
        if before and not self._law.level:
            self._back_s = now_s
        return step

    def line(self, *, now_s: float) -> str:
        """What has changed and why; empty while all is sent."""
        if not self._law.level:
            back = now_s - self._back_s < _TOLD_S
            return f"The network to {self._name} carries all again." if back else ""
        step, cause = self._law.step, self._law.cause
        if step.bounds_sound:
            what = "your sound is sent in less space and comes a little later"
            what = f"your picture rests, and {what}" if self._picture else what
        elif step.picture == "resting":
            what = "your picture rests, the sound stays"
        else:
            what = "your picture is coarser, the sound stays"
        return f"The network to {self._name} is full ({_why(cause)}): {what}."


def _why(cause: PathReading) -> str:
    if cause.concealed_pct is not None and cause.concealed_pct >= 1 and (cause.queue_ms or 0) < 120:
        return f"{cause.concealed_pct:.0f} % of your sound is missing there"
    return f"packets wait {cause.queue_ms or 0:.0f} ms"
