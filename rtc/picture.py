"""The moving test picture, and how a program reads it.

Its top rows are 64 blocks, white for 1 and black for 0, most significant bit first: 32 bits of frame
counter, then 32 bits of the capture time (Unix milliseconds modulo 2^32). A second such row below holds
their complement, so that a picture of something else is not mistaken for one of these.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 640, 360
BITS = 64
_ROW_SHARE = 16 / HEIGHT  # height of one row of blocks, of the picture's height
_BLACK, _GREY, _WHITE = 16, 96, 235
_MIN_CONTRAST = 64.0

# Segments of a digit: top, upper left, upper right, middle, lower left, lower right, bottom.
_DIGITS = (
    "1110111",
    "0010010",
    "1011101",
    "1011011",
    "0111010",
    "1101011",
    "1101111",
    "1010010",
    "1111111",
    "1111011",
)
_SEGMENTS = (
    (0, 0, 1, 7),
    (0, 0, 7, 1),
    (0, 6, 7, 1),
    (6, 0, 1, 7),
    (6, 0, 7, 1),
    (6, 6, 7, 1),
    (12, 0, 1, 7),
)


def _bits(value: int) -> NDArray[np.bool_]:
    return np.array([value >> shift & 1 for shift in range(BITS - 1, -1, -1)], np.bool_)


class TestPicture:
    """Draws numbered pictures.

    Parameters
    ----------
    width, height : int
        Even, at least 512 and 90, so that a block stays 8 pixels wide.

    Raises
    ------
    ValueError
        Too small or odd.
    """

    __test__ = False  # a picture to test with, not a test of pictures

    def __init__(self, width: int = WIDTH, height: int = HEIGHT) -> None:
        if width < 8 * BITS or height < 90 or width % 2 or height % 2:
            raise ValueError(f"a test picture is even and at least {8 * BITS} x 90, not {width} x {height}")
        self.width, self.height = width, height
        self._planes = np.full((height * 3 // 2, width), 128, np.uint8)
        self._edges = np.arange(BITS + 1) * width // BITS
        self._row = round(height * _ROW_SHARE)

    def draw(self, counter: int, capture_ms: int) -> NDArray[np.uint8]:
        """Draw one picture.

        Returns
        -------
        ndarray
            YUV 4:2:0 planes as one array of ``(height * 3 / 2, width)``, overwritten by the next call.
        """
        luma = self._planes[: self.height]
        luma[:] = _GREY
        bits = _bits((counter & 0xFFFFFFFF) << 32 | capture_ms & 0xFFFFFFFF)
        line = np.repeat(np.where(bits, _WHITE, _BLACK).astype(np.uint8), np.diff(self._edges))
        luma[: self._row] = line
        luma[self._row : 2 * self._row] = _WHITE + _BLACK - line
        self._draw_number(luma, counter % 1_000_000)
        bar = counter * 4 % self.width
        luma[-self.height // 6 :, bar : bar + 24] = _WHITE
        return self._planes

    def _draw_number(self, luma: NDArray[np.uint8], number: int) -> None:
        unit = max(2, self.height // 30)
        top = self.height // 4
        for place, digit in enumerate(f"{number:06d}"):
            left = (self.width - 60 * unit) // 2 + place * 10 * unit
            for on, (y, x, tall, wide) in zip(_DIGITS[int(digit)], _SEGMENTS, strict=True):
                if on == "1":
                    luma[
                        top + y * unit : top + (y + tall) * unit, left + x * unit : left + (x + wide) * unit
                    ] = _WHITE


def _read_row(luma: NDArray[np.float64], top: float, height: int, width: int) -> NDArray[np.float64]:
    row = round(height * _ROW_SHARE)
    quarter = max(1, row // 4)
    rows = luma[round(top) + quarter : max(round(top) + row - quarter, round(top) + quarter + 1)].mean(axis=0)
    edges = np.arange(BITS + 1) * width / BITS
    starts = np.ceil(edges[:-1] + (edges[1:] - edges[:-1]) * 0.25).astype(int)
    ends = np.maximum(starts + 1, np.floor(edges[1:] - (edges[1:] - edges[:-1]) * 0.25).astype(int))
    return np.array([rows[a:b].mean() for a, b in zip(starts, ends, strict=True)])


def read_counter(frame: NDArray[np.uint8]) -> tuple[int, int] | None:
    """Read a test picture's number and time.

    Parameters
    ----------
    frame : ndarray
        ``(height, width, 3)`` RGB or ``(height, width)`` brightness, at any size from 128 x 45.

    Returns
    -------
    (int, int) or None
        Frame counter and capture time (Unix milliseconds modulo 2^32); ``None`` if this is no test picture.
    """
    if frame.ndim not in (2, 3) or frame.shape[0] < 45 or frame.shape[1] < 2 * BITS:
        return None
    height, width = frame.shape[:2]
    row = round(height * _ROW_SHARE)
    top = frame[: 2 * row + 1].astype(np.float64)
    luma = top.mean(axis=2) if frame.ndim == 3 else top
    plain = _read_row(luma, 0, height, width)
    complement = _read_row(luma, row, height, width)
    difference = plain - complement
    if np.abs(difference).min() < _MIN_CONTRAST:
        return None
    value = int("".join("1" if d > 0 else "0" for d in difference), 2)
    return value >> 32, value & 0xFFFFFFFF
