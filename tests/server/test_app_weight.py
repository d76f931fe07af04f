"""A server that only serves lessons does not carry what is seldom needed."""

from __future__ import annotations

import subprocess
import sys


def test_a_server_starts_without_ffmpeg_and_all_that_only_media_need() -> None:
    look = (
        "import sys, server.app; print(sorted({'av', 'aiortc', 'opuslib', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
