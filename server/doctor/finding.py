"""What a check has found."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from server.doctor.sayings import SAYINGS

Verdict = Literal["good", "warning", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of what is so; ``remedy`` says what to do where the verdict is not good.

    ``said`` and ``values`` are the same for a page that speaks another language; ``said`` is empty where an
    error speaks for itself.
    """

    check: str
    verdict: Verdict
    text: str
    remedy: str = ""
    said: str = ""
    values: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, check: str, verdict: Verdict, said: str, **values: object) -> Finding:
        """Say it by its name in `SAYINGS`."""
        text, remedy = SAYINGS[said]
        given = {name: str(value) for name, value in values.items()}
        return cls(check, verdict, text.format(**given), remedy.format(**given), said, given)

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)


def worst(findings: list[Finding]) -> Verdict:
    """The verdict of all together."""
    order: tuple[Verdict, ...] = ("bad", "warning", "good")
    return next((verdict for verdict in order if any(one.verdict == verdict for one in findings)), "good")
