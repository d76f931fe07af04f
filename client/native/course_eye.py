"""What of a lesson's native end says how it goes."""

from __future__ import annotations

from client.native.course import Look
from client.native.engine import Engine
from client.native.lesson import Lesson
from signaling.messages import Admission, Role

__all__ = ["CourseEye"]

#: So many of a second's blocks late or lost: whoever plays hears it click.
_SLOW_SHARE = 0.01


class CourseEye:
    """Looks at a lesson about once a second; figures are of the time since the last look.

    Parameters
    ----------
    lesson : Lesson
    engine : Engine

    Notes
    -----
    Thread-safe: no. Realtime-safe: no.
    """

    def __init__(self, lesson: Lesson, engine: Engine) -> None:
        self._lesson, self._engine = lesson, engine
        self._blocks = (0, 0)
        self._played: dict[str, tuple[int, int]] = {}

    def look(self, *, online: bool, device_away: bool) -> Look:
        """Return what is to be seen; ``online``: the room is reached, ``device_away``: no sound card."""
        lesson = self._lesson
        missing_pct = self._missing_pct()
        far = [one.status() for one in lesson.connections.values()]
        heard = [one for one in far if one.audio and one.state == "up"]
        # Where the person's page is here as well, it tells of the lesson, and this end of the sound.
        alone = not lesson.has_page()
        return Look(
            both=alone and _is_met(lesson),
            connected=any(one.state == "up" for one in far) or not alone,
            away=alone and lesson.welcome is not None and not online,
            slow=self._slow(),
            relayed=any(one.relayed and not one.relay_only for one in far),
            late_ms=max(
                (one.mouth_to_ear_ms for one in heard if one.mouth_to_ear_ms is not None), default=None
            ),
            missing_pct=missing_pct,
            microphone="absent" if device_away else None,
        )

    def _slow(self) -> bool:
        engine = self._engine.stats()
        blocks = (engine.callbacks, engine.overruns + engine.device.xruns)
        passed, late = (now - before for now, before in zip(blocks, self._blocks, strict=True))
        self._blocks = blocks
        return passed > 0 and late >= max(1.0, passed * _SLOW_SHARE)

    def _missing_pct(self) -> float | None:
        """How much of what was played of anybody since the last look was made up; the worst of them."""
        played = {
            name: (stats.played_samples, stats.concealed_samples)
            for name, one in self._lesson.connections.items()
            if one.far.audible
            for stats in (one.heard(),)
        }
        shares = []
        for name, now in played.items():
            samples, concealed = (a - b for a, b in zip(now, self._played.get(name, (0, 0)), strict=True))
            if samples > 0:
                shares.append(100.0 * concealed / samples)
        self._played = played
        return max(shares, default=None)


def _is_met(lesson: Lesson) -> bool:
    """Whether we are let in, and a teacher or pupil who is let in is there."""
    welcome = lesson.welcome
    if welcome is None or lesson.admission is not Admission.ADMITTED or welcome.role is Role.OBSERVER:
        return False
    return any(
        one.id != welcome.participant
        and one.role is not Role.OBSERVER
        and one.admission is Admission.ADMITTED
        and any(end.present for end in one.endpoints)
        for one in lesson.participants.values()
    )
