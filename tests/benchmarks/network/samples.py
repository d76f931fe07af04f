"""A network as it would be found, for what is made of it."""

from __future__ import annotations

import numpy as np

from benchmarks.jitter.trace import through
from benchmarks.network.record import LoadFound, MarkFound, NetworkFound, ReachFound, TrialFound, Verdict
from dsp.path.plans import stream
from dsp.path.verdicts import judge
from dsp.path.ways import Way


def way(weather: str, seed: int, profile: str, base_ms: float) -> Way:
    """What weather does to a profile's packets, ten seconds of them."""
    made = stream(profile)
    trace = through(weather, seed=seed, seconds=10.0, ptime_samples=made.profile.ptime_samples)
    sent = np.arange(len(trace), dtype=np.float64) * made.profile.ptime_ms
    return Way(sent, sent + base_ms + trace.transit / 48.0, trace.order().astype(np.int64))


def network(verdict: Verdict = "open", up: str = "fibre", down: str = "fibre") -> NetworkFound:
    """One that was measured for balanced, or whose firewall let nothing be measured."""
    profiles = []
    if verdict == "open":
        ways = way(up, 1, "balanced", 5.0), way(down, 2, "balanced", 5.0)
        profiles.append(judge(stream("balanced"), *ways, [10.0] * 50))
    trial = TrialFound(
        url="turns:relay.example:443?transport=tcp", way="tls", ok=True, took_ms=80.0, problem=""
    )
    reach = ReachFound(
        server="direct", opened_by=[], proxy="", udp=verdict == "open", trials=[trial], verdict=verdict
    )
    return NetworkFound(
        host="lessons.example",
        port=8443,
        reach=reach,
        nat=None,
        mtu_up=1500,
        mtu_both=1500,
        marks=[MarkFound(sent=46, there=0, back=46)],
        profiles=profiles,
        loads=[LoadFound(way="up", mbit_s=4.0, idle_p95=1.0, loaded_p95=41.0, loss=0.5)],
        bytes=4_000_000,
    )
