"""Whole text frames of a client's, read without a parser's turn: nearly every message is one (RFC 6455, 5.2).

What is anything else (split, continued, control, wrong) is left to the parser, which then has to be given all
of it: so it is followed where its frames end.
"""

from __future__ import annotations

try:
    from websockets.speedups import apply_mask
except ImportError:  # where it was installed without its C part
    from websockets.utils import apply_mask

_TEXT = 0x81  # the last (and first) frame of a text
_MASKED = 0x80
_MASK_BYTES = 4
_SHORT, _MEDIUM = 126, 126
_MOST = 1 << 16  # what is longer, or says its length longer than it need, is judged by the parser


class Frames:
    """Where the frames in a client's stream of bytes begin and end.

    Attributes
    ----------
    lost : bool
        Where the next frame begins is not known any more, since a header came in two pieces.
    """

    def __init__(self) -> None:
        self.lost = False
        self._missing = 0

    def text(self, data: bytes, at: int) -> tuple[bytes, int] | None:
        """The text frame that lies whole at `at` and where the next begins; None: it is the parser's."""
        if self.lost or self._missing:
            return None
        body, length = _header(data, at)
        end = body + length
        if not 0 <= length < _MOST or data[at] != _TEXT or end > len(data):
            return None
        return apply_mask(data[body:end], data[body - _MASK_BYTES : body]), end

    def follow(self, data: bytes, at: int) -> None:
        """The parser takes everything from `at` on."""
        if self.lost:
            return
        at += self._missing
        while at < len(data):
            body, length = _header(data, at)
            if length < 0:
                self.lost = True
                return
            at = body + length
        self._missing = at - len(data)


def _header(data: bytes, at: int) -> tuple[int, int]:
    """Where the body of the frame at `at` begins and how long it is; -1 where that is not to be seen."""
    if at + 2 + _MASK_BYTES > len(data) or data[at + 1] < _MASKED:
        return at, -1
    length, at = data[at + 1] - _MASKED, at + 2
    if length >= _SHORT:
        size = 2 if length == _MEDIUM else 8
        length, at = int.from_bytes(data[at : at + size], "big"), at + size
        if at + _MASK_BYTES > len(data):
            return at, -1
    return at + _MASK_BYTES, length
