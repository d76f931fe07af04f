"""Which of a card's channels are heard and played: ``3`` is one, ``1,2`` are two."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ALL", "Channels", "parse_channels"]

_MOST = 128


@dataclass(frozen=True, slots=True)
class Channels:
    """Channel numbers as they stand on the card, from 1; empty: the first two, or the only one.

    Attributes
    ----------
    inputs, outputs : tuple[int, ...]
        None, one (mono) or two (left, right).
    """

    inputs: tuple[int, ...] = ()
    outputs: tuple[int, ...] = ()

    def __or__(self, other: Channels) -> Channels:
        """What is said here, and where nothing is, what ``other`` says."""
        return Channels(self.inputs or other.inputs, self.outputs or other.outputs)


ALL = Channels()


def parse_channels(text: str | None, option: str) -> tuple[int, ...]:
    """Read ``--input-channels`` or ``--output-channels``.

    Raises
    ------
    ValueError
        It is not one number or two different ones, 1 to 128.
    """
    if text is None:
        return ()
    words = [word.strip() for word in text.split(",")]
    if not 1 <= len(words) <= 2 or not all(word.isascii() and word.isdigit() for word in words):
        raise ValueError(f"{option} {text}: say one channel, as in 3, or left and right, as in 1,2.")
    numbers = tuple(int(word) for word in words)
    if len(set(numbers)) < len(numbers) or not all(1 <= number <= _MOST for number in numbers):
        raise ValueError(f"{option} {text}: channels are different numbers from 1 to {_MOST}.")
    return numbers
