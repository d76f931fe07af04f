"""Starting with the desktop: a file in the place each system looks at when somebody logs in."""

from __future__ import annotations

import os
import plistlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["autostart_file", "autostart_text", "install", "uninstall"]

NAME = "klangbro-companion"
LABEL = "org.klangbro.companion"


def autostart_file(platform: str, home: Path, environment: Mapping[str, str]) -> Path:
    """Where it stands.

    Parameters
    ----------
    platform : str
        As `sys.platform` tells it.
    """
    if platform == "darwin":
        return home / "Library" / "LaunchAgents" / f"{LABEL}.plist"
    if platform == "win32":
        base = Path(environment.get("APPDATA") or home / "AppData" / "Roaming")
        return base / "Microsoft" / "Windows" / "Start Menu" / "Programs" / "Startup" / f"{NAME}.cmd"
    base = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    return base / "autostart" / f"{NAME}.desktop"


def autostart_text(platform: str, command: Sequence[str]) -> bytes:
    """What stands in it: the command, quoted as the system wants it."""
    if platform == "darwin":
        # Started again when it ended by itself with an error, not when its person ended it.
        agent = {
            "Label": LABEL,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "KeepAlive": {"SuccessfulExit": False},
            "ProcessType": "Interactive",
        }
        return plistlib.dumps(agent)
    if platform == "win32":
        program, *rest = command
        quoted = " ".join(f'"{word}"' for word in (_windowless(program), *rest))
        return f'@echo off\r\nstart "" {quoted}\r\n'.replace("%", "%%").encode()
    line = " ".join(_desktop_quoted(word) for word in command)
    return (
        "[Desktop Entry]\nType=Application\nName=Klangbro companion\n"
        "Comment=Carries a lesson's sound through your sound interface\n"
        f"Exec={line}\nTerminal=false\nNoDisplay=true\nX-GNOME-Autostart-enabled=true\n"
    ).encode()


def install(arguments: Sequence[str] = ()) -> Path:
    """Start it with this user's desktop from now on, with those arguments; the file."""
    file = autostart_file(sys.platform, Path.home(), os.environ)
    file.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "klangbro", "companion", "run", *arguments]
    file.write_bytes(autostart_text(sys.platform, command))
    return file


def uninstall() -> bool:
    """No longer; whether it was installed."""
    file = autostart_file(sys.platform, Path.home(), os.environ)
    existed = file.exists()
    file.unlink(missing_ok=True)
    return existed


def _windowless(program: str) -> str:
    """Python without a console window."""
    return (
        program[: -len("python.exe")] + "pythonw.exe" if program.lower().endswith("python.exe") else program
    )


def _desktop_quoted(word: str) -> str:
    """Desktop Entry Specification 1.5, "The Exec key": quoted, with two layers of escapes."""
    for sign in ("\\", '"', "`", "$"):
        word = word.replace(sign, "\\" + sign)
    return '"' + word.replace("\\", "\\\\").replace("%", "%%") + '"'
