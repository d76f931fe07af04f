"""What a fuzz target is, and how each of its inputs is judged."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

MOST_S = 0.050
CORPUS = Path(__file__).parent / "corpus"


class TooSlowError(AssertionError):
    """An input took longer than any may take."""


@dataclass(frozen=True)
class Target:
    """One parser under fire.

    Attributes
    ----------
    name : str
        Also begins the names of its files in the corpus.
    take : Callable[[bytes], None]
        Hands one input to the parser; declared errors end in it, everything else leaves it.
    seeds : Callable[[], Iterable[bytes]]
        Well-formed inputs from which others are bred.
    json : bool
        Inputs are lines of JSON and are spoiled as such, besides as bytes.
    most_bytes : int
        The longest input that is bred.
    """

    name: str
    take: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]
    json: bool = False
    most_bytes: int = 2048

    def judge(self, data: bytes) -> float:
        """Take one input; the seconds of CPU it cost. Raises TooSlowError, or what the parser let through."""
        took_s = self._cost(data)
        if took_s > MOST_S:  # a collection of garbage may have fallen into it, but not three times
            took_s = min(took_s, self._cost(data), self._cost(data))
        if took_s > MOST_S:
            raise TooSlowError(f"{took_s * 1000:.0f} ms for {len(data)} bytes")
        return took_s

    def _cost(self, data: bytes) -> float:
        begun_s = time.thread_time()
        self.take(data)
        return time.thread_time() - begun_s

    def kept(self) -> list[Path]:
        """What once broke it."""
        return sorted(CORPUS.glob(f"{self.name}-*"))
