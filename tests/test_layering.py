"""Holds the table of ARCHITECTURE.md: who may import whom, and how long a file may be."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = {"dsp", "rtc", "signaling", "server", "client", "benchmarks", "klangbro", "tests"}
MAX_LINES = 400

# What each package may import of ours, itself apart.
MAY = {
    "dsp": set[str](),
    "rtc": {"dsp"},
    "signaling": set[str](),
    "server": {"signaling", "rtc"},
    "client": {"dsp", "rtc", "signaling"},
    "benchmarks": {"dsp", "rtc", "signaling", "server", "client"},
    "klangbro": {"server", "client", "benchmarks"},
}
# Of signaling, a client sees the message schema, the client and what the client takes, never the room or
# the service.
CLIENT_MAY_OF_SIGNALING = {
    "signaling",
    "signaling.messages",
    "signaling.tools",
    "signaling.track_messages",
    "signaling.recording_messages",
    "signaling.client",
    "signaling.dialling",
    "signaling.connection",
    "signaling.invite",
}
MEDIA_LIBRARIES = {"aiortc", "aioice", "av", "opuslib", "pylibsrtp"}
NEVER_IN_DSP = {"asyncio", "threading", "time", "socket", "random", "datetime", "secrets", "multiprocessing"}


def sources(package: str) -> list[Path]:
    if package == "klangbro":
        return [ROOT / "klangbro.py"]
    return sorted(p for p in (ROOT / package).rglob("*.py") if "node_modules" not in p.parts)


@cache  # several tests ask for the same files, and parsing all of them takes seconds
def imports(path: Path) -> tuple[str, ...]:
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:  # a relative one stays in its package
            found.append(node.module or "")
    return tuple(found)


@pytest.mark.parametrize("package", sorted(MAY))
def test_a_package_imports_only_what_the_table_allows(package: str) -> None:
    files = sources(package)
    assert files
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files
        for name in imports(path)
        if (top := name.split(".")[0]) in OURS and top != package and top not in MAY[package]
    ]
    assert wrong == []


def test_only_rtc_knows_the_media_libraries() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for package in MAY
        if package != "rtc"
        for path in sources(package)
        for name in imports(path)
        if name.split(".")[0] in MEDIA_LIBRARIES
    ]
    assert wrong == []


def test_a_client_sees_only_the_schema_and_the_client_of_signaling() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources("client")
        for name in imports(path)
        if name.split(".")[0] == "signaling" and name not in CLIENT_MAY_OF_SIGNALING
    ]
    assert wrong == []


def test_the_core_has_no_clock_no_thread_and_no_chance_of_its_own() -> None:
    wrong = []
    for path in sources("dsp"):
        wrong += [f"{path.name} imports {n}" for n in imports(path) if n.split(".")[0] in NEVER_IN_DSP]
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func).endswith("default_rng")
                and not node.args
                and not node.keywords
            ):
                wrong.append(f"{path.name}:{node.lineno} draws without a seed")
    assert wrong == []


def test_no_source_file_is_longer_than_a_reader_can_hold() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "*.py", "*.ts", "*.tsx"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    paths = [ROOT / name for name in listed if name and (ROOT / name).exists()]
    assert paths
    long = {str(p.relative_to(ROOT)): n for p in paths if (n := len(p.read_text().splitlines())) > MAX_LINES}
    assert long == {}
