"""What was asked of a figure, read from bars.toml."""

from __future__ import annotations

import operator
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("bars.toml")
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    "<": operator.lt,
    ">=": operator.ge,
    ">": operator.gt,
    "==": operator.eq,
}


@dataclass(frozen=True)
class Bar:
    """A figure's bar.

    Parameters
    ----------
    op : str
        One of ``<= < >= > ==``, read "the figure shall be <op> the bar".
    bar : float
    source : str
        Who asked for it, and where.
    seconds : float
        Measured time that a judgement needs; a shorter run cannot judge.

    Raises
    ------
    ValueError
        An operator there is none of.
    """

    op: str
    bar: float
    source: str
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.op not in _COMPARE:
            raise ValueError(f"bar with op {self.op!r}: choose of {' '.join(_COMPARE)}")

    def judge(self, value: float | None, *, seconds: float) -> bool | None:
        """Whether the figure holds; None when ``seconds`` are too few to say.

        A figure that could not be measured (None) does not hold.
        """
        if seconds < self.seconds:
            return None
        return value is not None and _COMPARE[self.op](value, self.bar)


Bars = Mapping[str, Bar]


def load(bench: str, file: Path = FILE) -> Bars:
    """The bars of one bench, by figure name; none when the file does not name the bench.

    Raises
    ------
    ValueError
        An entry is malformed (the message names file and figure).
    """
    tables = tomllib.loads(file.read_text(encoding="utf-8")).get(bench, {})
    bars: dict[str, Bar] = {}
    for name, entry in tables.items():
        try:
            bars[name] = Bar(**entry)
        except TypeError as error:
            raise ValueError(f"{file.name}: [{bench}] {name}: {error}") from error
    return bars
