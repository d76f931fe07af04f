from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import klangbro

ROOT = Path(klangbro.__file__).parent


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "klangbro.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, cwd=cwd, check=False)


def test_help_names_every_command() -> None:
    said = run("--help")
    assert said.returncode == 0
    for command in ("serve", "join", "demo", "devices", "bench", "admin"):
        assert command in said.stdout


def test_help_imports_nothing_that_a_command_needs() -> None:
    look = "import sys, klangbro; print({'fastapi', 'aiortc', 'numpy', 'pydantic'} & set(sys.modules))"
    said = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, text=True, timeout=100, cwd=ROOT, check=True
    )
    assert said.stdout.strip() == "set()"


def test_a_commands_own_help_is_its_own() -> None:
    said = run("serve", "--help")
    assert "--public-url" in said.stdout
    assert "klangbro serve" in said.stdout


def test_a_misspelt_option_is_a_usage_error() -> None:
    said = run("serve", "--prot", "1")
    assert said.returncode == 2
    assert "--prot" in said.stderr


class SomethingMissing(Exception):  # noqa: N818
    remedy = "Bring it."


def test_an_error_with_a_remedy_is_one_line_and_exit_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails() -> None:
        raise SomethingMissing("Something\nis missing.")

    monkeypatch.setattr(klangbro, "app", fails)
    with pytest.raises(SystemExit) as end:
        klangbro.main()
    assert end.value.code == 1
    assert capsys.readouterr().err == "Something is missing. Bring it.\n"


def test_an_error_nobody_declared_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(klangbro, "app", fails)
    with pytest.raises(RuntimeError):
        klangbro.main()


def test_ctrl_c_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(klangbro, "app", interrupted)
    with pytest.raises(SystemExit) as end:
        klangbro.main()
    assert end.value.code == 130
