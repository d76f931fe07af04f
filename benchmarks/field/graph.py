"""Programs in a namespace, as clients of the JACK graph."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.jackd import JackServer
from benchmarks.m2e import import_jack
from benchmarks.paths.linklab import LinkLab
from benchmarks.processes import ChildPart, PartError
from benchmarks.recorder import Ports

_ON_GRAPH_WITHIN_S = 15.0
_LOOK_S = 0.2


def part(
    words: Sequence[str], graph: JackServer, link: LinkLab, where: str, home: Path | None = None
) -> ChildPart:
    """Start a program in the namespace ``where``; ``home``: a folder of settings of its own."""
    env = graph.env | {"QT_QPA_PLATFORM": "offscreen"} | ({"HOME": str(home)} if home else {})
    return ChildPart(words[0], [*link.inside(where), *words], env=env)


def on_graph(graph: JackServer, ports: Ports, parts: Sequence[ChildPart]) -> None:
    """Wait until every port is there.

    Raises
    ------
    PartError
        A program ended, or its ports never came.
    """
    jack = import_jack()
    wanted = {*ports.play.split(","), ports.hear}
    client = jack.Client("klangbro-look", no_start_server=True, servername=graph.name)
    try:
        until_s = time.monotonic() + _ON_GRAPH_WITHIN_S
        while not wanted <= {port.name for port in client.get_ports()}:
            if time.monotonic() > until_s:
                raise PartError(f"{parts[0].what}: its ports did not appear on the graph")
            for one in parts:
                one.works_for(_LOOK_S)
    finally:
        client.close()
