"""What a check has found."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

Verdict = Literal["good", "warning", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of what is so; ``remedy`` says what to do where the verdict is not good."""

    check: str
    verdict: Verdict
    text: str
    remedy: str = ""

    def as_dict(self) -> dict[str, str]:
        """For ``--json``."""
        return asdict(self)


def worst(findings: list[Finding]) -> Verdict:
    """The verdict of all together."""
    order: tuple[Verdict, ...] = ("bad", "warning", "good")
    return next((verdict for verdict in order if any(one.verdict == verdict for one in findings)), "good")
