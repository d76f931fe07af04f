from __future__ import annotations

import plistlib
from pathlib import Path

import pytest

from client.companion import autostart
from client.companion.autostart import autostart_file, autostart_text

COMMAND = ["/home/o d/bin/python", "-m", "klangbro", "companion", "run", "--device", 'My "50 %" $card\\']
HOME = Path("/home/anna")


@pytest.mark.parametrize(
    ("platform", "environment", "file"),
    [
        ("linux", {}, ".config/autostart/klangbro-companion.desktop"),
        ("darwin", {}, "Library/LaunchAgents/org.klangbro.companion.plist"),
        (
            "win32",
            {},
            "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Startup/klangbro-companion.cmd",
        ),
    ],
)
def test_each_system_has_its_place(platform: str, environment: dict[str, str], file: str) -> None:
    assert autostart_file(platform, HOME, environment) == HOME / file


def test_settings_kept_elsewhere_are_found_there() -> None:
    file = autostart_file("linux", HOME, {"XDG_CONFIG_HOME": "/elsewhere"})
    assert file == Path("/elsewhere/autostart/klangbro-companion.desktop")


def test_a_desktop_entry_quotes_every_word_as_its_specification_says() -> None:
    text = autostart_text("linux", COMMAND).decode()
    assert text.startswith("[Desktop Entry]\nType=Application\n")
    (line,) = [line for line in text.splitlines() if line.startswith("Exec=")]
    assert line.startswith('Exec="/home/o d/bin/python" "-m" "klangbro"')
    assert line.endswith(r'"My \\"50 %%\\" \\$card\\\\"')


def test_a_launch_agent_reads_back_as_it_was_meant() -> None:
    agent = plistlib.loads(autostart_text("darwin", COMMAND))
    assert agent["ProgramArguments"] == COMMAND
    assert agent["RunAtLoad"] is True


def test_a_startup_file_opens_no_console_and_keeps_percent_signs() -> None:
    text = autostart_text("win32", [r"C:\Python\python.exe", "-m", "klangbro", "50 %"]).decode()
    assert '"C:\\Python\\pythonw.exe" "-m" "klangbro" "50 %%"' in text
    assert text.endswith("\r\n")


def test_installed_and_gone_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    file = autostart.install(["--device", "jack"])
    assert b"companion" in file.read_bytes()
    assert tmp_path in file.parents
    assert autostart.uninstall()
    assert not autostart.uninstall()
