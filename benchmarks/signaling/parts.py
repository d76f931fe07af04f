"""PostgreSQL, Redis and nodes as processes of their own, which may be killed and started again."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

from benchmarks.processes import ChildPart, PartError

_STARTS_WITHIN_S = 60.0
#: As every server has them; `Node` lets one address do far more.
USUAL_RATES = {"KLANGBRO_RATE_API": "240/minute", "KLANGBRO_RATE_WEBSOCKET": "3000/minute"}
_SERVE = "import typer; from server.commands import serve; typer.run(serve)"


def free_port() -> int:
    """A port of loopback that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def find(program: str, package: str) -> str:
    """Where a program is. Raises PartError with the package that brings it."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which(program, path=":".join([*map(str, newest), path]))
    if found is None:
        raise PartError(f"{program} is not here: apt-get install {package}")
    return found


class Started(ABC):
    """What is started on entry and closed on the way out, also where it does not start."""

    @abstractmethod
    def start(self) -> None:
        """Start it and wait until it is ready."""

    @abstractmethod
    def close(self) -> None:
        """End it and leave nothing behind."""

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Daemon(Started):
    """A server of somebody else's on a free port of loopback, with a directory of its own."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix=f"klangbro-{what}-"))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it takes connections. Raises PartError."""
        deadline_s = time.monotonic() + _STARTS_WITHIN_S
        while time.monotonic() < deadline_s:
            self._process = self._launch()
            while time.monotonic() < deadline_s:
                if self._answers():
                    return
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(0.05)
                    break  # right after a kill it may find its own remains: once more
        raise PartError(f"{self.what} does not start; its log: {self._log()}")

    def kill(self) -> None:
        """End it and all it has started, as a power cut would."""
        process, self._process = self._process, None
        if process is None:
            return
        family = [process.pid, *(child.pid for child in psutil.Process(process.pid).children(recursive=True))]
        for pid in family:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.wait()

    @abstractmethod
    def _launch(self) -> subprocess.Popen[bytes]:
        """Start the program."""

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def _run(self, command: Sequence[str], **how: Any) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, **how)

    def _log(self) -> str:
        lines = (self.folder / "log").read_text(errors="replace").splitlines()
        return lines[-1] if lines else "empty"

    def close(self) -> None:
        """End it and remove its directory."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class RedisServer(Daemon):
    """Redis that keeps nothing."""

    def __init__(self) -> None:
        super().__init__("redis")
        self._program = find("redis-server", "redis-server")

    @property
    def url(self) -> str:
        """For KLANGBRO_BUS_URL."""
        return f"redis://127.0.0.1:{self.port}/0"

    def _launch(self) -> subprocess.Popen[bytes]:
        options = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--dir", str(self.folder)]
        return self._run([self._program, *options])


class PostgresServer(Daemon):
    """A fresh cluster; it refuses to run as root, so root runs it as somebody else.

    Parameters
    ----------
    durable : bool
        Whether every commit waits for the disk. What kills processes does not need that; a power cut does.
    """

    def __init__(self, *, durable: bool = True) -> None:
        super().__init__("postgresql")
        self._program = find("postgres", "postgresql")
        self._durable = durable
        self._how: dict[str, Any] = {}
        if os.geteuid() == 0:
            user = _somebody()
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self._how = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        command = [find("initdb", "postgresql"), "-D", str(self.folder / "data"), "-A", "trust"]
        command += ["-U", "klangbro", "-E", "UTF8", "--locale=C", "--no-sync"]
        made = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=self.folder, **self._how
        )
        if made.returncode:
            raise PartError(f"initdb: {made.stderr.strip()}")

    @property
    def url(self) -> str:
        """For KLANGBRO_DATABASE_URL."""
        return f"postgresql+psycopg://klangbro@127.0.0.1:{self.port}/postgres"

    def _launch(self) -> subprocess.Popen[bytes]:
        options = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",
            "fsync": "on" if self._durable else "off",
            "max_connections": 100,
        }
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        return self._run(
            [self._program, "-D", str(self.folder / "data"), *settings], cwd=self.folder, **self._how
        )

    def _answers(self) -> bool:
        command = [find("pg_isready", "postgresql"), "-h", "127.0.0.1", "-p", str(self.port), "-q"]
        return subprocess.run(command, check=False).returncode == 0


def _somebody() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PartError("PostgreSQL does not run as root, and there is no user to run it as")


class Node(Started):
    """``klangbro serve`` without TLS on a port that stays the same; killed and started again at will.

    Parameters
    ----------
    environment : dict
        Its ``KLANGBRO_`` variables.
    """

    def __init__(self, environment: dict[str, str], prefix: Sequence[str] = ()) -> None:
        self.port = free_port()
        self._environment = {
            "KLANGBRO_RATE_API": "1000000/minute",
            "KLANGBRO_RATE_WEBSOCKET": "1000000/minute",
            **environment,
        }
        self._prefix = prefix
        self._data = tempfile.TemporaryDirectory(prefix="klangbro-node-")
        self._part: ChildPart | None = None
        self.said: dict[str, Any] = {}

    @property
    def origin(self) -> str:
        """Where it is reached."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Of the process that runs now."""
        assert self._part is not None
        return self._part.pid

    @property
    def host_key(self) -> str:
        """What opens its API."""
        return str(self.said["new_lesson"]).partition("#k=")[2]

    def start(self, *, wait: bool = True) -> None:
        """Start it, and wait until it serves."""
        options = ["--host", "127.0.0.1", "--port", str(self.port), "--no-tls"]
        options += ["--data-dir", self._data.name, "--json"]
        command = [*self._prefix, sys.executable, "-c", _SERVE, *options]
        self._part = ChildPart("A node", command, env=self._environment)
        if wait:
            self.ready()

    def ready(self) -> None:
        """Wait until it serves."""
        assert self._part is not None
        self.said = self._part.next(_STARTS_WITHIN_S)

    def kill(self) -> None:
        """kill -9."""
        self._end(lambda part: os.kill(part.pid, signal.SIGKILL))

    def stop(self) -> None:
        """Let it hand over its lessons and end."""
        self._end(lambda part: os.kill(part.pid, signal.SIGTERM))

    def _end(self, how: Callable[[ChildPart], None]) -> None:
        part, self._part = self._part, None
        if part is not None:
            with contextlib.suppress(ProcessLookupError):
                how(part)
            part.close()

    def close(self) -> None:
        """End it and remove its data."""
        self._end(lambda part: None)
        self._data.cleanup()
