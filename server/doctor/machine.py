"""Disk, clock and versions."""

from __future__ import annotations

import ctypes
import shutil
import sqlite3
import ssl
import sys
from pathlib import Path

from server.doctor.finding import Finding
from server.health import version

LITTLE_BYTES = 2 * 1024**3
TOO_LITTLE_BYTES = 200 * 1024**2
_TIME_ERROR = 5  # adjtimex(2): the kernel's clock is not synchronised
_TIMEX_BYTES = 512  # more than any kernel's struct timex


def check_disk(folder: Path) -> Finding:
    """Whether the data directory has room."""
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free
    room = {"free": f"{free / 1024**3:.1f}", "folder": str(folder)}
    if free < TOO_LITTLE_BYTES:
        return Finding.of("disk", "bad", "disk_full", **room)
    if free < LITTLE_BYTES:
        return Finding.of("disk", "warning", "disk_little", **room)
    return Finding.of("disk", "good", "disk_good", **room)


def kernel_says() -> int | None:
    """What adjtimex(2) answers; None where there is none (not Linux)."""
    if not sys.platform.startswith("linux"):
        return None
    return int(ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES)))


def check_clock(answer: int | None) -> Finding:
    """Whether something keeps this machine's clock right; ``answer`` is `kernel_says`."""
    if answer is None or answer < 0:
        return Finding.of("clock", "warning", "clock_unknown")
    if answer == _TIME_ERROR:
        return Finding.of("clock", "warning", "clock_wrong")
    return Finding.of("clock", "good", "clock_good")


def check_versions() -> Finding:
    """What runs here."""
    here = {
        "klangbro": version(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "sqlite": sqlite3.sqlite_version,
        "openssl": ssl.OPENSSL_VERSION,
    }
    if sqlite3.sqlite_version_info < (3, 35):
        return Finding.of("versions", "bad", "versions_old", **here)
    return Finding.of("versions", "good", "versions_good", **here)
