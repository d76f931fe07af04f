"""The command line as a person meets it."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

import klangbro
from signaling.client import RoomClient
from signaling.invite import parse
from signaling.messages import EndpointKind, Welcome

START_WITHIN_S = 100
NEW = ("admin", "lesson", "new", "--teacher", "Anna", "--pupil", "Bo", "--instrument", "violin")

Run = Callable[..., tuple[int, str, str]]


def command(*arguments: object) -> list[str]:
    return [sys.executable, str(Path(klangbro.__file__)), *map(str, arguments)]


@contextmanager
def serving(*arguments: object) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    started = command("serve", "--host", "127.0.0.1", "--port", 0, "--json", *arguments)
    with subprocess.Popen(started, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield process, json.loads(line)
        finally:
            if process.poll() is None:
                process.terminate()


def stop(process: subprocess.Popen[str], how: signal.Signals) -> tuple[int, str]:
    process.send_signal(how)
    _, errors = process.communicate(timeout=START_WITHIN_S)
    return process.returncode, errors


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process: exit status, standard output, standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["klangbro", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            klangbro.main()
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out, said.err

    return run


def one_line(said: tuple[int, str, str]) -> str:
    code, _, errors = said
    assert code == 1, said
    (line,) = errors.splitlines()
    return line


async def test_two_invites_are_printed_that_open_the_lesson_the_server_keeps(tmp_path: Path) -> None:
    with serving("--data-dir", tmp_path) as (process, first):
        assert [invite["role"] for invite in first["invites"]] == ["teacher", "pupil"]
        assert first["new_lesson"].startswith(f"{first['origin']}/new#k=")
        invite = parse(first["invites"][0]["url"])
        assert invite.fingerprint == first["fingerprint"]
        async with RoomClient(invite, kind=EndpointKind.PAGE) as client:
            welcome = await anext(aiter(client))
        trust = ssl.create_default_context(cafile=tmp_path / "certificate.pem")
        async with httpx.AsyncClient(verify=trust, timeout=60) as browser:
            assert (await browser.get(f"{first['origin']}/readyz")).json() == {"status": "ready"}
        assert stop(process, signal.SIGINT) == (0, "")
    with serving("--data-dir", tmp_path) as (process, second):
        assert second["lesson"] is None
        again = parse(first["invites"][0]["url"].replace(first["origin"], second["origin"]))
        async with RoomClient(again, kind=EndpointKind.PAGE) as client:
            welcome_again = await anext(aiter(client))
        assert stop(process, signal.SIGTERM) == (0, "")
    assert isinstance(welcome, Welcome)
    assert isinstance(welcome_again, Welcome)
    assert welcome.role == "teacher"
    assert welcome.lesson == welcome_again.lesson


def test_admin_makes_lessons_for_the_server_that_is_running(tmp_path: Path, run: Run) -> None:
    with serving("--data-dir", tmp_path, "--no-tls") as (_, said):
        _, out, _ = run(*NEW, "--json", "--data-dir", tmp_path)
        made = json.loads(out)
        assert all(invite["url"].startswith(f"{said['origin']}/join#t=") for invite in made["invites"])
        asked = urllib.request.Request(
            f"{said['origin']}/api/lessons",
            headers={"Authorization": f"Bearer {said['new_lesson'].partition('#k=')[2]}"},
        )
        with urllib.request.urlopen(asked, timeout=60) as answer:
            assert made in json.load(answer)["lessons"]


def test_lessons_are_made_listed_and_revoked_by_command(tmp_path: Path, run: Run) -> None:
    where = ("--data-dir", tmp_path)
    assert "klangbro admin lesson new" in run("admin", "lesson", "list", *where)[1]
    made = run(*NEW, *where)[1]
    assert "Anna (teacher)" in made
    assert run("admin", "lesson", "list", *where)[1] == made
    (listed,) = json.loads(run("admin", "lesson", "list", "--json", *where)[1])["lessons"]
    lesson = listed["lesson"]["id"]
    assert run("admin", "lesson", "revoke", lesson, *where)[0] == 0
    assert "There is no open lesson." in one_line(run("admin", "lesson", "revoke", lesson, *where))
    assert "Erased: " in run("admin", "lesson", "erase", lesson, *where)[1]
    assert b"Anna" not in (tmp_path / "klangbro.db").read_bytes()
    assert "There is no open lesson." in one_line(run("admin", "lesson", "erase", lesson, *where))


def test_a_backup_by_command_takes_the_lessons_files_along_and_brings_them_back(
    tmp_path: Path, run: Run
) -> None:
    where, copy = ("--data-dir", tmp_path / "data"), tmp_path / "copy"
    run(*NEW, *where)
    score = tmp_path / "data" / "scores" / "l" / "s"
    score.parent.mkdir(parents=True)
    score.write_text("notes")
    assert "copy.files" in run("admin", "backup", copy, *where)[1]
    score.unlink()
    assert "files that were missing are back" in run("admin", "restore", copy, *where)[1]
    assert score.read_text() == "notes"


def test_a_taken_port_is_one_line_with_a_remedy(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        asked = command("serve", "--host", "127.0.0.1", "--port", port, "--data-dir", tmp_path)
        said = subprocess.run(asked, capture_output=True, text=True, timeout=START_WITHIN_S, check=False)
    line = one_line((said.returncode, said.stdout, said.stderr))
    assert f"Port {port} is taken" in line
    assert "--port" in line


def test_a_database_that_cannot_be_written_is_one_line_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "klangbro.db").mkdir()
    asked = command("serve", "--port", 0, "--no-tls", "--data-dir", tmp_path)
    said = subprocess.run(asked, capture_output=True, text=True, timeout=START_WITHIN_S, check=False)
    line = one_line((said.returncode, said.stdout, said.stderr))
    assert "database cannot be opened" in line
    assert "--data-dir" in line


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--host", "203.0.113.1"), "203.0.113.1 is not an address of this machine"),
        (("--host", "no such host"), "is not an address of this machine"),
        (("--tls-cert", "/nowhere/c.pem", "--tls-key", "/nowhere/k.pem"), "c.pem cannot be read"),
        (("--tls-cert", "/nowhere/c.pem"), "Give both or neither"),
        (("--ice-servers", "stun:example.org"), "--ice-servers"),
        (("--public-url", "example.org"), "--public-url"),
        (("--data-dir", "/dev/null/data"), "cannot be written"),
    ],
)
def test_what_keeps_the_server_from_starting_is_one_line_with_a_remedy(
    tmp_path: Path, run: Run, options: tuple[str, ...], said: str
) -> None:
    assert said in one_line(run("serve", "--port", 0, "--data-dir", tmp_path, *options))


def test_a_database_of_a_later_version_is_one_line_with_a_remedy(tmp_path: Path, run: Run) -> None:
    where = ("--data-dir", tmp_path)
    run(*NEW, *where)
    with closing(sqlite3.connect(tmp_path / "klangbro.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "later version" in one_line(run("serve", "--port", 0, *where))


def test_a_name_that_is_too_long_is_one_line_with_a_remedy(tmp_path: Path, run: Run) -> None:
    asked = ("admin", "lesson", "new", "--teacher", "A" * 81, "--pupil", "Bo", "--data-dir", tmp_path)
    assert "--teacher" in one_line(run(*asked))
