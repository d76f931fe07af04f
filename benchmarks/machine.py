"""Where a figure was measured, for whoever compares it with another."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil


def describe() -> dict[str, str | int | float]:
    """Processor, cores, memory, system, Python and the load at the start; no name of machine or user."""
    return {
        "cpu": _cpu(),
        "cores": psutil.cpu_count() or 1,
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load_1min": round(psutil.getloadavg()[0], 2),
    }


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def klangbro_version() -> str:
    """The installed version, or ``source`` when run from a tree that is not installed."""
    try:
        return version("klangbro")
    except PackageNotFoundError:
        return "source"
