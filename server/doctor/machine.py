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
    said = f"{free / 1024**3:.1f} GB free for {folder}."
    if free < TOO_LITTLE_BYTES:
        return Finding("disk", "bad", said, "Make room now: without it nothing more is stored.")
    if free < LITTLE_BYTES:
        return Finding("disk", "warning", said, "Make room before it is full.")
    return Finding("disk", "good", said)


def kernel_says() -> int | None:
    """What adjtimex(2) answers; None where there is none (not Linux)."""
    if not sys.platform.startswith("linux"):
        return None
    return int(ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES)))


def check_clock(answer: int | None) -> Finding:
    """Whether something keeps this machine's clock right; ``answer`` is `kernel_says`."""
    remedy = "Credentials live for minutes and invites until a date: switch time synchronisation on (chrony)."
    if answer is None or answer < 0:
        return Finding(
            "clock", "warning", "This system does not tell whether its clock is kept right.", remedy
        )
    if answer == _TIME_ERROR:
        return Finding("clock", "warning", "The clock is not synchronised.", remedy)
    return Finding("clock", "good", "The clock is synchronised.")


def check_versions() -> Finding:
    """What runs here."""
    python = ".".join(map(str, sys.version_info[:3]))
    said = f"Klangbro {version()}, Python {python}, SQLite {sqlite3.sqlite_version}, {ssl.OPENSSL_VERSION}."
    if sqlite3.sqlite_version_info < (3, 35):
        return Finding("versions", "bad", said, "SQLite 3.35 or newer is needed: update the system.")
    return Finding("versions", "good", said)
