"""Single keys from a terminal, without Enter, into the event loop; the terminal is left as it was."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable, Iterator

__all__ = ["read_keys"]


@contextlib.contextmanager
def read_keys(on_key: Callable[[str], None]) -> Iterator[bool]:
    """Call ``on_key`` for each key while inside; yields whether there is a terminal to read from.

    Where there is none (a pipe, another system) nothing happens.
    """
    try:
        import termios  # noqa: PLC0415 - not on every system
        import tty  # noqa: PLC0415
    except ImportError:
        yield False
        return
    if not sys.stdin.isatty():
        yield False
        return
    descriptor = sys.stdin.fileno()
    loop = asyncio.get_running_loop()
    before = termios.tcgetattr(descriptor)

    def ready() -> None:
        for key in os.read(descriptor, 64).decode(errors="ignore"):
            on_key(key)

    tty.setcbreak(descriptor)
    loop.add_reader(descriptor, ready)
    try:
        yield True
    finally:
        loop.remove_reader(descriptor)
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
