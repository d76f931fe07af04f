"""What a file is, by its first bytes: what its sender calls it is not asked."""

from __future__ import annotations

import codecs
import zipfile
from pathlib import Path
from typing import Literal

Kind = Literal["pdf", "image", "music"]
# MusicXML names itself after the XML declaration, its document type and perhaps a comment.
HEAD_BYTES = 1024
# Unpacked, all of it; an orchestra's score has about ten.
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
COMPRESSED_MUSIC = "application/vnd.recordare.musicxml"
MUSIC = "application/vnd.recordare.musicxml+xml"

_IMAGES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_ENCODINGS = (
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
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
    if head.startswith(b"PK\x03\x04"):
        return COMPRESSED_MUSIC
    image = next((name for magic, name in _IMAGES if head.startswith(magic)), None)
    return image or (MUSIC if _is_music(head) else None)


def _is_music(head: bytes) -> bool:
    encoding = next((name for bom, name in _ENCODINGS if head.startswith(bom)), "utf-8")
    text = head.decode(encoding, errors="ignore").lstrip()
    return text.startswith("<") and ("<score-partwise" in text or "<score-timewise" in text)


def is_whole(path: Path, name: str) -> bool:
    """Whether a file holds what its first bytes promise, as far as that can be told cheaply.

    Only of compressed MusicXML, which is a zip archive like much else, more is asked: that it lists its
    score where the format says, and unpacks to a size that a page can bear.
    """
    if name != COMPRESSED_MUSIC:
        return True
    try:
        with zipfile.ZipFile(path) as archive:
            archive.getinfo("META-INF/container.xml")
            return sum(entry.file_size for entry in archive.infolist()) <= MAX_UNPACKED_BYTES
    except (zipfile.BadZipFile, KeyError, ValueError):
        return False
    except NotImplementedError:  # zipfile's word for an archive of a version that it cannot read
        return False


def kind(name: str) -> Kind:
    """How pages show it."""
    if name in {MUSIC, COMPRESSED_MUSIC}:
        return "music"
    return "pdf" if name == "application/pdf" else "image"
