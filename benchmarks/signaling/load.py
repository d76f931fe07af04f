"""``klangbro bench signaling``: many lessons at one server, or at two nodes one of which keeps dying.

Question: how long does a message take, and does every durable one arrive once and in order? The server and
the generator are processes of their own, on cores of their own where there are two. See README.md.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from typing import Annotated, Any

import httpx
import numpy as np
import psutil
import typer

from benchmarks.frame import Run
from benchmarks.processes import ChildPart, PartError
from benchmarks.registry import CannotMeasureError, bench
from benchmarks.signaling.flood import QUICK_SPELL_S, SPELL_S, figures, flood_of, spells
from benchmarks.signaling.generator import SETTLE_S, Plan
from benchmarks.signaling.parts import USUAL_RATES, Node, PostgresServer, RedisServer

LESSONS, QUICK_LESSONS = 1000, 100
SECONDS, QUICK_SECONDS = 600.0, 12.0
RATE, QUICK_RATE, NODES_RATE, QUICK_NODES_RATE = 4000.0, 400.0, 1000.0, 100.0
DURABLE_SHARE = 0.05
FLOOD_LESSONS, FLOOD_RATE, FLOOD_SECONDS = 200, 400.0, 120.0
KILL_EVERY_S = 12.0
AWAY_S = 2.0
STORM_S = 20.0  # of few messages, for everybody to come back in
_MIB = 2**20
_OPENS_WITHIN_S = 300.0


@bench("signaling")
def signaling(  # noqa: PLR0917 - every parameter is an option
    run: Run,
    lessons: Annotated[int | None, typer.Option(min=1, help="Lessons of two sockets each.")] = None,
    seconds: Annotated[float | None, typer.Option(min=1.0, help="How long messages are sent.")] = None,
    rate: Annotated[float | None, typer.Option(min=1.0, help="Messages a second over all lessons.")] = None,
    nodes: Annotated[
        bool, typer.Option("--nodes", help="Two nodes on PostgreSQL and Redis, and parts that are killed.")
    ] = False,
    kills: Annotated[int | None, typer.Option(min=0, help="How often a node is killed (--nodes).")] = None,
    outages: Annotated[
        int | None, typer.Option(min=0, help="How often Redis and PostgreSQL are killed, each (--nodes).")
    ] = None,
    flood: Annotated[bool, typer.Option("--flood", help="One address floods; do the others notice?")] = False,
) -> None:
    """Load the lesson service: delay, what was lost or doubled, memory, and how it comes back."""
    count = lessons or (QUICK_LESSONS if run.quick else LESSONS)
    try:
        if nodes:
            usual = QUICK_NODES_RATE if run.quick else NODES_RATE
            times = (1 if run.quick else 30) if kills is None else kills
            away = (0 if run.quick else 10) if outages is None else outages
            run.seconds = seconds or max(QUICK_SECONDS, KILL_EVERY_S * (times + 2 * away + 1))
            _two_nodes(run, count, rate or usual, times, away)
        elif flood:
            run.seconds = seconds or (QUICK_SECONDS if run.quick else FLOOD_SECONDS)
            _flooded(run, lessons or (QUICK_LESSONS // 2 if run.quick else FLOOD_LESSONS), rate or FLOOD_RATE)
        else:
            run.seconds = seconds or (QUICK_SECONDS if run.quick else SECONDS)
            _one_node(run, count, rate or (QUICK_RATE if run.quick else RATE))
    except (PartError, httpx.HTTPError) as error:
        raise CannotMeasureError(str(error)) from error


def _one_node(run: Run, lessons: int, rate: float) -> None:
    ours, theirs = _cores()
    with ExitStack() as stack:
        node = stack.enter_context(Node({}, prefix=theirs))
        generator = stack.enter_context(_generator(run, [node], lessons, rate, ours))
        server = psutil.Process(node.pid)
        before, used = server.memory_info().rss, _cpu_s(server)
        generator.tell({})
        rss: list[float] = []
        end_s = time.monotonic() + run.seconds
        while time.monotonic() < end_s:
            generator.works_for(1.0)
            rss.append(server.memory_info().rss / _MIB)
        report = generator.next(SETTLE_S * 3)
        used = _cpu_s(server) - used
        half = len(rss) // 2
        grown = statistics.mean(rss[half:]) - statistics.mean(rss[:half]) if half else 0.0
    _figures(run, "one", report)
    run.figure("one.messages_per_cpu_second", report["sent"] / used, "1/s", n=report["sent"])
    run.figure("one.rss", max(rss), "MiB", n=len(rss))
    run.figure("one.rss_second_half_more", grown, "MiB", n=len(rss))
    run.figure("one.rss_before", before / _MIB, "MiB")
    _storm(run, lessons)


def _storm(run: Run, lessons: int) -> None:
    """Everybody comes back at once, after the server was killed."""
    seconds = min(STORM_S, max(5.0, run.seconds))
    ours, theirs = _cores()
    with ExitStack() as stack:
        node = stack.enter_context(Node({}, prefix=theirs))
        generator = stack.enter_context(_generator(run, [node], lessons, 10.0, ours, seconds=seconds))
        generator.tell({})
        generator.works_for(1.0)
        node.kill()
        node.start()
        ready_s, server = time.time(), psutil.Process(node.pid)
        used = _cpu_s(server)
        report = generator.next(SETTLE_S * 3 + 60.0)
        used = _cpu_s(server) - used
    back = [max(0.0, away_s + took_s - ready_s) for away_s, took_s in report["resumed_s"]]
    run.figure("storm.back", len(back) / (2 * lessons), "1", n=2 * lessons)
    run.figure("storm.back_p99", _at(back, 99), "s", n=len(back))
    run.figure("storm.cpu", 1000 * used / len(back) if back else None, "ms", n=len(back))
    run.figure("storm.wrong", _wrong(report), "messages", n=report["durable"])


def _flooded(run: Run, lessons: int, rate: float) -> None:
    """The limits are those of every server; everybody has an address of their own, and one of them floods."""
    if not sys.platform.startswith("linux"):
        raise CannotMeasureError("Many addresses of loopback are Linux' own: run it there.")
    ours, theirs = _cores()
    with ExitStack() as stack:
        node = stack.enter_context(Node(USUAL_RATES, prefix=theirs))
        bad, _ = _tokens(node, 1, first=lessons)[0]
        generator = stack.enter_context(_generator(run, [node], lessons, rate, ours, timed=True, apart=True))
        spell_s = QUICK_SPELL_S if run.quick else SPELL_S
        found = spells(generator, flood_of(node, bad), ours, run.seconds, spell_s)
    figures(run, *found)


def _two_nodes(run: Run, lessons: int, rate: float, kills: int, outages: int) -> None:
    ours, theirs = _cores()
    with ExitStack() as stack:
        postgres = stack.enter_context(PostgresServer())
        redis = stack.enter_context(RedisServer())
        environment = {"KLANGBRO_DATABASE_URL": postgres.url, "KLANGBRO_BUS_URL": redis.url}
        both = [stack.enter_context(Node(environment, prefix=theirs)) for _ in range(2)]
        generator = stack.enter_context(_generator(run, both, lessons, rate, ours))
        generator.tell({})
        begun_s = time.monotonic()
        for number in range(kills):
            generator.works_for(begun_s + KILL_EVERY_S * (number + 0.5) - time.monotonic())
            both[number % 2].kill()
            generator.works_for(AWAY_S)
            both[number % 2].start()
        for number in range(2 * outages):
            generator.works_for(begun_s + KILL_EVERY_S * (kills + number + 0.5) - time.monotonic())
            part = (redis, postgres)[number % 2]
            part.kill()
            generator.works_for(AWAY_S)
            part.start()
        generator.works_for(begun_s + run.seconds - time.monotonic())
        report = generator.next(SETTLE_S * 3 + 30.0)
    _figures(run, "nodes", report)
    resumed = [took_s for _, took_s in report["resumed_s"]]
    run.figure("nodes.resumed_p99", _at(resumed, 99), "s", n=len(resumed))


def _figures(run: Run, case: str, report: dict[str, Any]) -> None:
    delays = report["all_ms"]
    for name, at in (("p50", 50.0), ("p99", 99.0), ("p999", 99.9)):
        run.figure(f"{case}.delay_{name}", _at(delays, at), "ms", n=len(delays))
    durable = report["durable_ms"]
    run.figure(f"{case}.durable_delay_p99", _at(durable, 99), "ms", n=len(durable))
    for name in ("lost", "doubled", "disordered", "begun_anew"):
        run.figure(f"{case}.{name}", report[name], "messages", n=report["durable"])
    run.figure(f"{case}.sent", report["sent"], "messages")
    run.figure(f"{case}.ephemeral_arrived", _share(report), "1", n=report["sent"] - report["durable"])
    run.figure(f"{case}.generator_late", report["late_ms"], "ms", n=report["sent"])


def _cpu_s(process: psutil.Process) -> float:
    used = process.cpu_times()
    return float(used.user + used.system)


def _wrong(report: dict[str, Any]) -> int:
    return int(report["lost"] + report["doubled"] + report["disordered"])


def _share(report: dict[str, Any]) -> float:
    ephemeral = report["sent"] - report["durable"]
    arrived = report["arrived"] - len(report["durable_ms"])
    return float(arrived / ephemeral) if ephemeral else 1.0


def _at(values: list[float], percent: float) -> float | None:
    return float(np.percentile(values, percent)) if values else None


def _cores() -> tuple[list[str], list[str]]:
    """Words that keep the generator and the server apart."""
    if not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2:
        return [], []
    first, *others = sorted(os.sched_getaffinity(0))
    return ["taskset", "-c", str(first)], ["taskset", "-c", ",".join(map(str, others))]


@contextmanager
def _generator(
    run: Run,
    nodes: list[Node],
    lessons: int,
    rate: float,
    prefix: list[str],
    *,
    seconds: float | None = None,
    timed: bool = False,
    apart: bool = False,
) -> Iterator[ChildPart]:
    plan = Plan(
        sockets=[node.origin.replace("http:", "ws:") + "/ws" for node in nodes],
        lessons=_tokens(nodes[0], lessons),
        rate=rate,
        durable_share=DURABLE_SHARE,
        seconds=seconds or run.seconds,
        seed=run.seed,
        timed=timed,
        apart=apart,
    )
    words = [*prefix, sys.executable, "-m", "benchmarks.signaling.generator"]
    with ChildPart("The generator", words) as generator:
        generator.tell(asdict(plan))
        generator.next(_OPENS_WITHIN_S)
        yield generator


def _tokens(node: Node, lessons: int, *, first: int = 0) -> list[tuple[str, str]]:
    made = []
    authorization = {"Authorization": f"Bearer {node.host_key}"}
    with httpx.Client(headers=authorization, base_url=node.origin, timeout=30.0) as browser:
        for number in range(first, first + lessons):
            names = {"teacher": f"Teacher {number}", "pupil": f"Pupil {number}"}
            answer = browser.post("/api/lessons", json=names).raise_for_status().json()
            one, two = (str(invite["url"]).partition("#t=")[2] for invite in answer["invites"])
            made.append((one.partition("&")[0], two.partition("&")[0]))
    return made
