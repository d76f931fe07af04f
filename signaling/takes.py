"""What the room remembers of recording: how it stands, and every take with its marks."""

from __future__ import annotations

from dataclasses import dataclass, field

from signaling.recording_messages import Reason, State

MAX_TAKES = 24
MAX_MARKS = 100


@dataclass(slots=True)
class Mark:
    """A moment, in lesson time."""

    n: int
    at_s: float
    participant: str
    text: str = ""


@dataclass(slots=True)
class Take:
    """One uninterrupted recording by the same people; times are unix seconds, ``ended_s`` None: it runs."""

    id: str
    began_s: float
    recorded: list[str]
    ended_s: float | None = None
    marks: list[Mark] = field(default_factory=list)


@dataclass(slots=True)
class Tape:
    """How recording stands.

    Attributes
    ----------
    ask : int
        Number of the newest question for permissions; answers to older ones count for nothing.
    asked : list of str
        Whose permission it asks for, or who is recorded.
    lacking : list of str
        Whose permission was missing when it went off.
    takes : list of Take
        All takes of this lesson, the newest last. They are kept when a lesson's next pupil comes, and told
        to nobody.
    """

    state: State = "off"
    reason: Reason = "never"
    ask: int = 0
    asked: list[str] = field(default_factory=list)
    by: str = ""
    lacking: list[str] = field(default_factory=list)
    takes: list[Take] = field(default_factory=list)

    @property
    def take(self) -> Take | None:
        """What is being recorded."""
        return self.takes[-1] if self.state == "running" else None
