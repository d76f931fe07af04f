"""The parts of a staged lesson as processes of their own: the server, and a player at each end."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self
from urllib.parse import urlsplit

import psutil

from benchmarks.player import Plan

_ROOT = Path(__file__).resolve().parent.parent
_STARTS_WITHIN_S = 90.0
_STOPS_WITHIN_S = 10.0
# What `klangbro serve` is made of; the console script itself may not be installed where a bench runs.
_SERVE = "import typer; from server.commands import serve; typer.run(serve)"

Message = dict[str, Any]


class PartError(RuntimeError):
    """A part of the staged lesson did not do its part; the message says which and what it said."""


def _environment() -> dict[str, str]:
    """This process', without the settings of a server that the machine may run in earnest."""
    return {name: value for name, value in os.environ.items() if not name.startswith("KLANGBRO_")}


class ChildPart:
    """A child process whose standard output is lines of JSON."""

    def __init__(
        self, what: str, command: Sequence[str | Path], *, env: dict[str, str] | None = None
    ) -> None:
        self.what = what
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        self._env = _environment() | {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1"} | (env or {})
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close
        self._process = self._launch(command)

    def _launch(self, command: Sequence[str | Path]) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            env=self._env,
        )
        self._lines: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        assert process.stdout is not None
        words = (process.stdout, self._lines)
        threading.Thread(target=self._read, args=words, name=self.what, daemon=True).start()
        return process

    @property
    def pid(self) -> int:
        return self._process.pid

    @staticmethod
    def _read(output: IO[str], lines: queue.SimpleQueue[Message | None]) -> None:
        for line in output:
            if line.startswith("{"):
                lines.put(json.loads(line))
        lines.put(None)

    def next(self, timeout_s: float) -> Message:
        """The next line it says.

        Raises
        ------
        PartError
            It ended instead, or said nothing for so long.
        """
        try:
            said = self._lines.get(timeout=timeout_s)
        except queue.Empty as error:
            raise PartError(
                f"{self.what} said nothing for {timeout_s:.0f} s. {self._last_words()}"
            ) from error
        if said is None:
            raise PartError(f"{self.what} ended. {self._last_words()}")
        if said.get("type") == "error":
            raise PartError(f"{self.what}: {said['text']}")
        return said

    def works_for(self, seconds: float) -> None:
        """Let it work for so long, or until it ends, which it must not.

        Raises
        ------
        PartError
            It ended.
        """
        try:
            self._process.wait(max(0.0, seconds))
        except subprocess.TimeoutExpired:
            return
        raise PartError(f"{self.what} ended. {self._last_words()}")

    def tell(self, message: Message) -> None:
        """Send one line to its standard input."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()

    def hush(self) -> None:
        """End its standard input."""
        assert self._process.stdin is not None
        self._process.stdin.close()

    def close(self) -> None:
        """End it, kindly first."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_STOPS_WITHIN_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._errors.close()

    def _last_words(self) -> str:
        self._errors.seek(0)
        words = self._errors.read().decode(errors="replace").strip().splitlines()
        return words[-1] if words else "It left no word."

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class ServerPart(ChildPart):
    """``klangbro serve`` on a free port and a data directory of its own; a context manager.

    Parameters
    ----------
    host : str
        Address to listen at; invites point to it.
    prefix : Sequence[str]
        Words before the command, to run it in a namespace.
    port : int
        0: any that is free.
    env : dict[str, str], optional
        Settings of the server.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        *,
        prefix: Sequence[str] = (),
        port: int = 0,
        env: dict[str, str] | None = None,
    ) -> None:
        self._data = tempfile.TemporaryDirectory(prefix="klangbro-server-")
        self._start = [*prefix, sys.executable, "-c", _SERVE, "--host", host]
        self._start += ["--data-dir", self._data.name, "--json"]
        super().__init__("The server", [*self._start, "--port", str(port)], env=env)
        self._invites: dict[str, str] = {}

    @property
    def data_dir(self) -> str:
        """Where its data stand while it lives."""
        return self._data.name

    @property
    def invites(self) -> dict[str, str]:
        """Of ``teacher`` and ``pupil``; waits until the server serves. Raises PartError."""
        if not self._invites:
            said = self.next(_STARTS_WITHIN_S)
            self._invites = {str(invite["role"]): str(invite["url"]) for invite in said["invites"]}
        return self._invites

    def kill(self) -> None:
        """Let it die at once, without a word to anybody."""
        self._process.kill()
        self._process.wait()

    def restart(self) -> None:
        """Start it again after `kill`, at the same address with the same data; waits until it serves."""
        port = urlsplit(self.invites["teacher"]).port
        self._process = self._launch([*self._start, "--port", str(port)])
        self.next(_STARTS_WITHIN_S)

    def close(self) -> None:
        """End it and remove its data."""
        super().close()
        self._data.cleanup()


class PlayerPart(ChildPart):
    """`benchmarks.player`; a context manager that gathers what the player says.

    It waits, ready, until `start` hands it its plan: loading takes longer than joining.

    Attributes
    ----------
    statuses : list[Message]
        Every status so far.
    report : Message or None
        After `finish`.
    """

    def __init__(self, who: str, *, prefix: Sequence[str] = (), env: dict[str, str] | None = None) -> None:
        super().__init__(who, [*prefix, sys.executable, "-m", "benchmarks.player"], env=env)
        self.statuses: list[Message] = []
        self.report: Message | None = None
        self.most_rss_bytes = 0

    def start(self, plan: Plan) -> None:
        """Let it join."""
        self.tell(asdict(plan))

    def follow(self, timeout_s: float = _STARTS_WITHIN_S) -> Message:
        """Wait for the next status."""
        said = self.next(timeout_s)
        if said["type"] == "status":
            self.statuses.append(said)
            self.most_rss_bytes = max(self.most_rss_bytes, psutil.Process(self.pid).memory_info().rss)
        else:
            self.report = said
        return said

    def finish(self) -> Message:
        """Let it leave the lesson; what it reports."""
        self.hush()
        while self.report is None:
            self.follow()
        return self.report
