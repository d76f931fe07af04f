"""A JACK server of our own: the dummy driver is a 64-frame sound card on a machine without one."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
import time
from types import TracebackType
from typing import Any

from benchmarks.m2e import NoJackError, import_jack

PERIOD_FRAMES = 64
_STARTS_WITHIN_S = 10.0
_STOPS_WITHIN_S = 5.0


class JackServer:
    """jackd with the dummy driver, under a name of its own; a context manager.

    A server that somebody else runs on this machine is neither used nor disturbed.

    Parameters
    ----------
    period_frames : int

    Raises
    ------
    NoJackError
        On entering: no jackd, no JACK-Client, or it does not come up.
    """

    def __init__(self, period_frames: int = PERIOD_FRAMES) -> None:
        self.name = f"klangbro-{secrets.token_hex(3)}"
        self._period_frames = period_frames
        self._process: subprocess.Popen[bytes] | None = None
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close

    @property
    def env(self) -> dict[str, str]:
        """What a program needs in its environment to find this server."""
        return {"JACK_DEFAULT_SERVER": self.name, "JACK_NO_START_SERVER": "1"}

    def __enter__(self) -> JackServer:
        if shutil.which("jackd") is None:
            raise NoJackError("no jackd on this machine: apt install jackd2")
        jack = import_jack()
        self.start()
        try:
            self._wait(jack)
        except BaseException:
            self.close()
            raise
        return self

    def start(self) -> None:
        """Start it (again) under the same name; it answers a little later."""
        driver = ["-d", "dummy", "-r48000", f"-p{self._period_frames}", "-C2", "-P2"]
        self._process = subprocess.Popen(
            ["jackd", "-n", self.name, "-R", "-P70", *driver], stdout=self._said, stderr=self._said
        )

    def restart(self) -> None:
        """Start it again, and wait until it answers."""
        self.start()
        self._wait(import_jack(), every_s=0.02)

    def kill(self) -> None:
        """Let it vanish as a card whose cable is pulled."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _wait(self, jack: Any, every_s: float = 0.2) -> None:
        """Ask until it answers."""
        jack.set_error_function(lambda _text: None)
        jack.set_info_function(lambda _text: None)
        until_s = time.monotonic() + _STARTS_WITHIN_S
        while time.monotonic() < until_s:
            assert self._process is not None
            try:
                self._process.wait(every_s)
            except subprocess.TimeoutExpired:
                try:
                    jack.Client("klangbro-bench", no_start_server=True, servername=self.name).close()
                    return
                except jack.JackOpenError:
                    continue
            raise NoJackError(f"jackd ended: {self._last_words()}")
        raise NoJackError(f"jackd did not come up within {_STARTS_WITHIN_S:.0f} s: {self._last_words()}")

    def _last_words(self) -> str:
        self._said.seek(0)
        lines = self._said.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it left no word"

    def close(self) -> None:
        """End it."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_STOPS_WITHIN_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._said.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def environment(server: JackServer) -> dict[str, str]:
    """This process' environment with the server's name in it."""
    return os.environ | server.env
