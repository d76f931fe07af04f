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


def recorded(graph: JackServer, ports: Ports, seconds: float, file: Path) -> tuple[Samples, int]:
    """Play the probe into one end and record the other.

    Parameters
    ----------
    graph : JackServer
    ports : Ports
    seconds : float
    file : Path
        Where the recording is put, as a ``.npy``.

    Returns
    -------
    heard : NDArray[float32]
        ``(frames,)``, in step with the probe.
    xruns : int
        How often JACK itself was late.

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
    heard: Samples = np.load(file)
    return heard, int(json.loads(done.stdout)["xruns"])
