"""The far end's picture: in the terminal as half blocks, or the latest frame as a PNG file."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.color import Color
from rich.console import RenderableType
from rich.style import Style
from rich.text import Text

__all__ = ["half_blocks", "save_png"]

Frame = NDArray[np.uint8]


def half_blocks(frame: Frame, *, columns: int = 64) -> RenderableType:
    """Show an RGB frame ``(height, width, 3)`` with two pixels in every character."""
    height, width = frame.shape[:2]
    columns = max(2, min(columns, width))
    rows = max(2, round(columns * height / width / 2) * 2)
    small = frame[np.arange(rows) * height // rows][:, np.arange(columns) * width // columns]
    text = Text()
    for upper, lower in zip(small[::2], small[1::2], strict=True):
        for above, below in zip(upper.tolist(), lower.tolist(), strict=True):
            text.append("▀", Style(color=Color.from_rgb(*above), bgcolor=Color.from_rgb(*below)))
        text.append("\n")
    return text


def save_png(frame: Frame, path: Path) -> None:
    """Write an RGB frame ``(height, width, 3)`` as PNG (ISO/IEC 15948), whole or not at all."""
    height, width = frame.shape[:2]
    rows = np.zeros((height, 1 + width * 3), np.uint8)  # each row begins with its filter, 0: none
    rows[:, 1:] = frame.reshape(height, width * 3)
    data = (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + _chunk(b"IDAT", zlib.compress(rows.tobytes(), 1))
        + _chunk(b"IEND", b"")
    )
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    part.replace(path)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
