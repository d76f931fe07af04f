from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.rtc.test_track_audio import write

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> list[dict[str, Any]]:
    ended = subprocess.run(
        [sys.executable, "-m", "rtc.track_worker", *arguments], cwd=ROOT, capture_output=True, check=True
    )
    return [json.loads(line) for line in ended.stdout.splitlines()]


def test_it_says_how_far_it_is_and_then_how_long_the_sound_plays(tmp_path: Path) -> None:
    source = write(tmp_path / "a.wav", seconds=3.0)
    assert run("probe", str(source), "wav") == [{"seconds": 3.0}]
    to = tmp_path / "b.ogg"
    *done, last = run("render", str(source), "wav", str(to), "50", "-2", "3.0")
    shares = [line["done"] for line in done]
    assert len(shares) > 20
    assert shares == sorted(shares)
    assert abs(last["seconds"] - 6.0) < 0.06
    assert to.read_bytes().startswith(b"OggS")


def test_what_is_no_recording_is_said_in_a_word(tmp_path: Path) -> None:
    letter = tmp_path / "letter.flac"
    letter.write_bytes(b"fLaC" + b"x" * 2000)
    assert run("probe", str(letter), "flac") == [{"problem": "kind"}]
