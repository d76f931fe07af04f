"""The examples under deploy/ are taken by the programs they are for, as Debian 12 has them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"


def judged(*words: str | Path) -> str:
    """What a program says of a file; fails with it where it refuses the file."""
    program = shutil.which(str(words[0]), path=PATH)
    if program is None:
        pytest.skip(f"{words[0]} is not on this machine")
    done = subprocess.run([program, *words[1:]], capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    text = (DEPLOY / "klangbro.service").read_text()
    unit = tmp_path / "klangbro.service"
    unit.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE))
    assert "klangbro.service:" not in judged("systemd-analyze", "verify", unit)  # a word it does not know


def test_caddy_takes_its_file() -> None:
    judged("caddy", "validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile")


def test_haproxy_takes_its_file() -> None:
    judged("haproxy", "-c", "-f", DEPLOY / "haproxy-sni.cfg")


def test_what_caddy_of_debian_12_does_not_know_stands_in_a_comment_alone() -> None:
    lines = (DEPLOY / "Caddyfile").read_text().splitlines()
    assert not [line for line in lines if "stream_close_delay" in line and "#" not in line]
