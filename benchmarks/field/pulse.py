"""A PulseAudio of our own whose only sound card is the JACK graph: how a browser gets there.

Neither the user's PulseAudio nor its settings are touched: socket, state and runtime files stand in a folder
that goes away with it.
"""

from __future__ import annotations

import functools
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.jackd import JackServer
from benchmarks.processes import ChildPart

MODULES = ("module-jack-sink", "module-jack-source")
_LISTS_WITHIN_S = 30.0


@functools.cache
def lack() -> str | None:
    """What this machine lacks for it, with the remedy; None when nothing."""
    if shutil.which("pulseaudio") is None:
        return "no PulseAudio on this machine: apt install pulseaudio pulseaudio-module-jack"
    listed = subprocess.run(
        ["pulseaudio", "-n", "--dump-modules"],
        capture_output=True,
        text=True,
        timeout=_LISTS_WITHIN_S,
        check=False,
    )
    here = {line.split()[0] for line in listed.stdout.splitlines() if line.strip()}
    if not here.issuperset(MODULES):
        return "PulseAudio's JACK modules are missing: apt install pulseaudio-module-jack"
    return None


def script(name: str, graph: str, socket: Path) -> str:
    """What it is told at its start: a microphone of one channel, headphones of two, a door for programs."""
    return "\n".join(
        [
            f"load-module {MODULES[0]} sink_name=ears server_name={graph} client_name={name}-ears"
            " channels=2 connect=no",
            f"load-module {MODULES[1]} source_name=mouth server_name={graph} client_name={name}-mouth"
            " channels=1 channel_map=mono connect=no",
            "set-default-sink ears",
            "set-default-source mouth",
            f"load-module module-native-protocol-unix socket={socket} auth-anonymous=1",
            "",
        ]
    )


class PulseServer(ChildPart):
    """It, as a process; a context manager.

    Parameters
    ----------
    name : str
        Its JACK clients are ``NAME-mouth`` and ``NAME-ears``.
    graph : JackServer
        Where the clients go; nothing is connected.
    """

    def __init__(self, name: str, graph: JackServer) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="klangbro-pulse-")
        folder = Path(self._folder.name)
        self.socket = folder / "native"
        start = folder / "start.pa"
        start.write_text(script(name, graph.name, self.socket), encoding="ascii")
        own = {key: str(folder) for key in ("HOME", "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH")}
        own["PULSE_STATE_PATH"] = str(folder)
        words = ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"]
        super().__init__("PulseAudio", [*words, "-F", start], env=graph.env | own)
        self.mouth, self.ears = f"{name}-mouth:mono", f"{name}-ears:front-left"

    @property
    def env(self) -> dict[str, str]:
        """What a program needs in its environment to play and record here."""
        return {"PULSE_SERVER": f"unix:{self.socket}", "PULSE_RUNTIME_PATH": self._folder.name}

    def close(self) -> None:
        """End it, and remove what it wrote."""
        super().close()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
