"""A thin path and a slow machine: a rate on a link's card (tc tbf), a share of a core (cgroup)."""

from __future__ import annotations

import secrets
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_CARD = "lab0"
_QUEUE_MS = 200
_BURST_BYTES = 4000
_PERIOD_US = 10_000  # short, so that it is slow all the time and not asleep for most of a tenth of a second
_V1, _V2 = Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup")


class LimitError(RuntimeError):
    """This machine cannot be limited so; the message says what is missing."""


def thin(prefix: Sequence[str], kbit_per_s: int) -> None:
    """Let no more than this leave the namespace that ``prefix`` enters; what waits over 200 ms is dropped.

    Raises
    ------
    LimitError
        There is no tc, or the kernel has no token bucket.
    """
    rate = f"root tbf rate {kbit_per_s}kbit burst {_BURST_BYTES} latency {_QUEUE_MS}ms"
    command = [*prefix, "tc", "qdisc", "replace", "dev", _CARD, *rate.split()]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise LimitError("the command tc is missing: apt install iproute2") from error
    if done.returncode:
        raise LimitError(f"no rate limit here: {done.stderr.strip()}")


@contextmanager
def group() -> Iterator[Path]:
    """A control group for processes that are to be slowed with `slow`; they must have ended before it does.

    Raises
    ------
    LimitError
        There is no control group for processor time, or it is not ours to make.
    """
    root = _V1 if (_V1 / "cpu.cfs_quota_us").exists() else _V2
    made = root / f"klangbro-{secrets.token_hex(3)}"
    try:
        made.mkdir()
    except OSError as error:
        raise LimitError(f"no control group here: {error}") from error
    try:
        if not any((made / name).exists() for name in ("cpu.cfs_quota_us", "cpu.max")):
            raise LimitError("control groups here do not limit processor time")
        yield made
    finally:
        made.rmdir()


def slow(made: Path, percent_of_core: int) -> None:
    """Give all processes of the group together no more than this."""
    quota_us = _PERIOD_US * percent_of_core // 100
    if (made / "cpu.max").exists():
        (made / "cpu.max").write_text(f"{quota_us} {_PERIOD_US}")
        return
    (made / "cpu.cfs_period_us").write_text(str(_PERIOD_US))
    (made / "cpu.cfs_quota_us").write_text(str(quota_us))
