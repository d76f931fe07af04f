"""How each program is put on the graph and the link: from the school's end to the town's."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.field import calls
from benchmarks.field.graph import on_graph, part
from benchmarks.jack import PORTS, on_stage
from benchmarks.jackd import JackServer
from benchmarks.paths.linklab import ADDRESSES, LinkLab
from benchmarks.recorder import Ports

_STARTS_WITHIN_S = 30.0


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
    looks : Callable
        What else is missing here, with the remedy; None when nothing.
    """

    name: str
    ours: bool
    needs: str
    package: str
    perform: Callable[[JackServer, LinkLab, int], AbstractContextManager[Ports]]
    looks: Callable[[], str | None] = lambda: None

    @property
    def lack(self) -> str | None:
        """What is missing here, with the remedy; None when nothing."""
        if self.needs and shutil.which(self.needs) is None:
            return f"no {self.name} on this machine: apt install {self.package}"
        return self.looks()


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
            closing.enter_context(part(words, graph, link, where))
            for words, where in (
                (["jacktrip", "-s", *common, "-J", "teacher"], link.school),
                (["jacktrip", "-c", ADDRESSES[0], *common, "-J", "pupil"], link.town),
            )
        ]
        on_graph(graph, ports, parts)
        yield ports


@contextmanager
def _jamulus(graph: JackServer, link: LinkLab, _period: int) -> Iterator[Ports]:
    """As installed, its server beside the one who listens; nobody hears themselves."""
    ends = (("teacher", link.school, ADDRESSES[1]), ("pupil", link.town, "127.0.0.1"))
    ports = Ports("Jamulus teacher:input left,Jamulus teacher:input right", "Jamulus pupil:output left")
    with ExitStack() as closing:
        home = Path(closing.enter_context(TemporaryDirectory(prefix="klangbro-jamulus-")))
        parts = [closing.enter_context(part(["Jamulus", "-s", "-n"], graph, link, link.town, home))]
        for index, (who, where, server) in enumerate(ends):
            words = ["Jamulus", "-n", "-j", "-M"] if who == "pupil" else ["Jamulus", "-n", "-j"]
            own = ["--clientname", who, "-i", str(home / f"{who}.ini"), "-p", str(22134 + index)]
            parts.append(closing.enter_context(part([*words, *own, "-c", server], graph, link, where, home)))
        on_graph(graph, ports, parts)
        yield ports


@contextmanager
def _aiortc(graph: JackServer, link: LinkLab, _period: int) -> Iterator[Ports]:
    """Two plain peers of the library that ours is built on, by its own media path."""
    ports = Ports("teacher:mouth", "pupil:ear")
    with ExitStack() as closing:
        teacher, pupil = (
            closing.enter_context(
                part([sys.executable, "-m", "benchmarks.field.aiortc_end", who, way], graph, link, where)
            )
            for who, way, where in (("teacher", "offer", link.school), ("pupil", "answer", link.town))
        )
        pupil.tell(teacher.next(_STARTS_WITHIN_S))
        teacher.tell(pupil.next(_STARTS_WITHIN_S))
        on_graph(graph, ports, (teacher, pupil))
        yield ports
        for end in (teacher, pupil):
            end.hush()


PROGRAMS = (
    Program("Klangbro duet", True, "", "", partial(_klangbro, "duet")),
    Program("Klangbro studio", True, "", "", partial(_klangbro, "studio")),
    Program("Jamulus", False, "Jamulus", "jamulus", _jamulus),
    *(
        Program(f"JackTrip q{queue}", False, "jacktrip", "jacktrip", partial(_jacktrip, queue))
        for queue in (4, 12, 24)
    ),
    Program("aiortc", False, "", "", _aiortc),
    *(
        Program(name, False, "", "", partial(calls.call, least), calls.lack)
        for name, least in (("Chromium", False), ("Chromium least", True))
    ),
)
