"""Which cameras there are, without opening any: opening one would take it from whoever uses it."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

__all__ = ["CameraInfo", "list_cameras"]

_SYSTEM = Path("/sys/class/video4linux")


class CameraInfo(TypedDict):
    """One camera; ``index`` is N of ``--video camera:N``."""

    index: int
    name: str


def list_cameras(folder: Path = _SYSTEM) -> list[CameraInfo]:
    """Every camera Linux knows, in order; none elsewhere, where the first is ``camera`` all the same."""
    found: list[CameraInfo] = []
    for entry in folder.glob("video*"):
        number = entry.name.removeprefix("video")
        try:
            main = (entry / "index").read_text().strip() == "0"  # others carry a camera's metadata
            name = (entry / "name").read_text().strip()
        except OSError:  # unplugged just now
            continue
        if main and number.isdecimal():
            found.append(CameraInfo(index=int(number), name=name))
    return sorted(found, key=lambda camera: camera["index"])
