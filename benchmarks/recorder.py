"""m2e in a process of its own, so that nothing in this one disturbs its cycles."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.jackd import JackServer, environment
from benchmarks.m2e import NoJackError, Samples

_LONGEST_S = 600.0


@dataclass(frozen=True)
class Ports:
    """Where a program on the graph is played into, and where it is heard; more than one with commas."""

    play: str
    hear: str


@dataclass(frozen=True)
class Recording:
    """What was heard.

    Parameters
    ----------
    sound : NDArray[float32]
        ``(frames,)``, in step with the probe.
    began_s : float
        Monotonic time of its first frame.
    xruns_s : tuple[float, ...]
        Seconds from there to each time JACK itself was late.
    """

    sound: Samples
    began_s: float
    xruns_s: tuple[float, ...]

    @property
    def xruns(self) -> int:
        """How often JACK itself was late."""
        return len(self.xruns_s)


def recorded(graph: JackServer, ports: Ports, seconds: float, file: Path) -> Recording:
    """Play the probe into one end and record the other.

    Parameters
    ----------
    graph : JackServer
    ports : Ports
    seconds : float
    file : Path
        Where the recording is put, as a ``.npy``.

    Raises
    ------
    NoJackError
        The graph or a port is not there.
    """
    words = ("-m", "benchmarks.m2e", ports.play, ports.hear, "--seconds", str(seconds), "--wav", str(file))
    done = subprocess.run(
        [sys.executable, *words],
        env=environment(graph),
        capture_output=True,
        text=True,
        timeout=_LONGEST_S,
        check=False,
    )
    if done.returncode:
        raise NoJackError((done.stderr.strip().splitlines() or ["the recorder left no word"])[-1])
    said = json.loads(done.stdout)
    return Recording(np.load(file), float(said["began_s"]), tuple(said["xruns_s"]))
