"""How each program is put on the graph and the link: from the school's end to the town's."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.jack import PORTS, on_stage
from benchmarks.jackd import JackServer
from benchmarks.m2e import import_jack
from benchmarks.paths.linklab import ADDRESSES, LinkLab
from benchmarks.processes import ChildPart, PartError
from benchmarks.recorder import Ports

_ON_GRAPH_WITHIN_S = 15.0
_LOOK_S = 0.2


@dataclass(frozen=True)
class Program:
    """One program with one setting.

    Parameters
    ----------
    name : str
        As a table names it.
    ours : bool
    needs : str
        The command it is started by; empty: nothing but us.
    package : str
        What brings it on Debian.
    perform : Callable
        ``(graph, link, period)``: a context in which both ends are connected, with their ports.
    """

    name: str
    ours: bool
    needs: str
    package: str
    perform: Callable[[JackServer, LinkLab, int], AbstractContextManager[Ports]]

    @property
    def lack(self) -> str | None:
        """What is missing here, with the remedy; None when nothing."""
        if self.needs and shutil.which(self.needs) is None:
            return f"no {self.name} on this machine: apt install {self.package}"
        return None


@contextmanager
def _klangbro(profile: str, graph: JackServer, link: LinkLab, period: int) -> Iterator[Ports]:
    with on_stage(graph, link, profile=profile, period=period) as players:
        yield PORTS
        for player in players:
            player.finish()


@contextmanager
def _jacktrip(queue: int, graph: JackServer, link: LinkLab, _period: int) -> Iterator[Ports]:
    """Peer to peer, 16 bits, one channel; the school listens."""
    common = ["-n1", f"-q{queue}", "-b16", "-D"]
    ports = Ports("teacher:send_1", "pupil:receive_1")
    with ExitStack() as closing:
        parts = [
            closing.enter_context(_part(words, graph, link, where))
            for words, where in (
                (["jacktrip", "-s", *common, "-J", "teacher"], link.school),
                (["jacktrip", "-c", ADDRESSES[0], *common, "-J", "pupil"], link.town),
            )
        ]
        _on_graph(graph, ports, parts)
        yield ports


@contextmanager
def _jamulus(graph: JackServer, link: LinkLab, _period: int) -> Iterator[Ports]:
    """As installed, its server beside the one who listens; nobody hears themselves."""
    ends = (("teacher", link.school, ADDRESSES[1]), ("pupil", link.town, "127.0.0.1"))
    ports = Ports("Jamulus teacher:input left,Jamulus teacher:input right", "Jamulus pupil:output left")
    with ExitStack() as closing:
        home = Path(closing.enter_context(TemporaryDirectory(prefix="klangbro-jamulus-")))
        parts = [closing.enter_context(_part(["Jamulus", "-s", "-n"], graph, link, link.town, home))]
        for index, (who, where, server) in enumerate(ends):
            words = ["Jamulus", "-n", "-j", "-M"] if who == "pupil" else ["Jamulus", "-n", "-j"]
            own = ["--clientname", who, "-i", str(home / f"{who}.ini"), "-p", str(22134 + index)]
            parts.append(closing.enter_context(_part([*words, *own, "-c", server], graph, link, where, home)))
        _on_graph(graph, ports, parts)
        yield ports


def _part(
    words: Sequence[str], graph: JackServer, link: LinkLab, where: str, home: Path | None = None
) -> ChildPart:
    env = graph.env | {"QT_QPA_PLATFORM": "offscreen"} | ({"HOME": str(home)} if home else {})
    return ChildPart(words[0], [*link.inside(where), *words], env=env)


def _on_graph(graph: JackServer, ports: Ports, parts: Sequence[ChildPart]) -> None:
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
            for part in parts:
                part.works_for(_LOOK_S)
    finally:
        client.close()


PROGRAMS = (
    Program("Klangbro duet", True, "", "", partial(_klangbro, "duet")),
    Program("Klangbro studio", True, "", "", partial(_klangbro, "studio")),
    Program("Jamulus", False, "Jamulus", "jamulus", _jamulus),
    *(
        Program(f"JackTrip q{queue}", False, "jacktrip", "jacktrip", partial(_jacktrip, queue))
        for queue in (4, 12, 24)
    ),
)
