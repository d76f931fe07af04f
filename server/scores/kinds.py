"""What a file is, by its first bytes: what its sender calls it is not asked."""

from __future__ import annotations

from typing import Literal

Kind = Literal["pdf", "image"]
HEAD_BYTES = 16

_IMAGES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


def media_type(head: bytes) -> str | None:
    """The media type of a file that begins so, or None for a kind that is no score.

    Parameters
    ----------
    head : bytes
        At least the first `HEAD_BYTES`, if there are as many.
    """
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((name for magic, name in _IMAGES if head.startswith(magic)), None)


def kind(name: str) -> Kind:
    """How pages show it."""
    return "pdf" if name == "application/pdf" else "image"
