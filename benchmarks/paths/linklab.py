"""A real IP link with weather between two network namespaces (Linux, root).

Any program with sockets can be put on it. The link itself is linklab.c, built once with the system's C
compiler.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType

import numpy as np

from benchmarks.paths import weather as weather_files
from benchmarks.paths.weather import Weather

SOURCE = Path(__file__).with_name("linklab.c")
ADDRESSES = ("10.77.0.1", "10.77.0.2")
ENTRY = np.dtype(
    [
        *[(name, "<i8") for name in ("came_ns", "due_ns", "went_ns")],
        *[("way", "<i4"), ("len", "<i4"), ("head", "u1", (64,))],
    ]
)
"""One packet of a record: monotonic times (``went_ns`` < 0: lost), 0 from school to town, its first bytes."""
_STOP_S = 5.0
_FOR_EVER_S = 10**8


class LinkError(RuntimeError):
    """The link cannot be made here; the message says what is missing."""


def cache_folder() -> Path:
    """Where built tools are kept for this user."""
    root = os.environ.get("XDG_CACHE_HOME")
    return (Path(root) if root else Path.home() / ".cache") / "klangbro"


def missing() -> str | None:
    """What this machine lacks for a link, with the remedy; None when nothing."""
    if not sys.platform.startswith("linux"):
        return "network namespaces need Linux"
    if os.geteuid() != 0:
        return "network namespaces need root: run the benchmark with sudo"
    if shutil.which("ip") is None:
        return "the command ip is missing: apt install iproute2"
    if shutil.which("cc") is None:
        return "no C compiler: apt install gcc libc6-dev"
    if not Path("/dev/net/tun").exists():
        return "no /dev/net/tun: modprobe tun"
    return None


def build(folder: Path | None = None) -> Path:
    """Compile linklab.c unless this very source has been compiled before; the program's path.

    Raises
    ------
    LinkError
        It does not compile (the message carries the compiler's).
    """
    folder = folder or cache_folder()
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:12]
    program = folder / f"linklab-{digest}"
    if program.exists():
        return program
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"linklab-{digest}.{os.getpid()}"
    done = subprocess.run(["cc", "-O2", "-o", draft, SOURCE], capture_output=True, text=True, check=False)
    if done.returncode:
        raise LinkError(f"linklab.c does not compile: {done.stderr.strip()}")
    draft.replace(program)  # at once, so that two benchmarks may build together
    return program


class LinkLab:
    """Two namespaces, ``school`` and ``town``, and the link between them; a context manager.

    Parameters
    ----------
    up : Weather
        From school to town.
    down : Weather
        From town to school.
    record : Path, optional
        A file that gets an entry of `ENTRY` for every packet: what really happened to it.

    Raises
    ------
    LinkError
        On entering: this machine lacks something, or the link did not come up.

    Notes
    -----
    ``school`` is 10.77.0.1 and ``town`` 10.77.0.2 inside. The namespaces have names of their own, so that two
    runs do not meet. The weather runs from the moment of entering.
    """

    def __init__(self, up: Weather, down: Weather, *, record: Path | None = None) -> None:
        tag = secrets.token_hex(3)
        self.school, self.town = f"klangbro-{tag}-a", f"klangbro-{tag}-b"
        self._weather = (up, down)
        self._record = () if record is None else (str(_FOR_EVER_S), str(record))
        self._folder = tempfile.TemporaryDirectory(prefix="klangbro-link-")
        self._process: subprocess.Popen[str] | None = None
        self.counts: dict[str, dict[str, int]] = {}

    def inside(self, namespace: str) -> list[str]:
        """Words to put before a command that shall run in a namespace."""
        return ["ip", "netns", "exec", namespace]

    def __enter__(self) -> LinkLab:
        lack = missing()
        if lack:
            raise LinkError(lack)
        program = build()
        try:
            for name in (self.school, self.town):
                _ip("netns", "add", name)
            self._start(program)
        except BaseException:
            self.close()
            raise
        return self

    def _start(self, program: Path) -> None:
        files = [Path(self._folder.name) / name for name in ("up.txt", "down.txt")]
        for weather, file in zip(self._weather, files, strict=True):
            weather_files.write(weather, file)
        self._process = subprocess.Popen(
            [program, self.school, self.town, *files, *self._record],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None and self._process.stderr is not None
        if "up" not in self._process.stdout.readline():
            raise LinkError(f"the link did not come up: {self._process.stderr.read().strip()}")

    def works_for(self, seconds: float) -> None:
        """Let it carry packets for so long.

        Raises
        ------
        LinkError
            It ended meanwhile.
        """
        assert self._process is not None
        try:
            self._process.wait(max(0.0, seconds))
        except subprocess.TimeoutExpired:
            return
        raise LinkError("the link ended by itself")

    def close(self) -> None:
        """Take the link and the namespaces away; `counts` then has what each way carried."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            try:
                output, _ = self._process.communicate(timeout=_STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                output, _ = self._process.communicate()
            self._process = None
            last = output.strip().splitlines()[-1:] or ["{}"]
            self.counts = json.loads(last[0])
        for name in (self.school, self.town):
            if Path("/var/run/netns", name).exists():
                _ip("netns", "del", name)
        self._folder.cleanup()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise LinkError(f"ip {' '.join(words)}: {done.stderr.strip()}")
