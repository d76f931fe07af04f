"""One measurement from the first knock to the last packet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from benchmarks.network import nat, trials
from benchmarks.network.door import Door, Target
from benchmarks.network.record import LoadFound, MarkFound, NatFound, NetworkFound, ReachFound
from benchmarks.network.udp_end import Exchanged, UdpEnd
from client.native import middlebox
from dsp.path.found import ProfileFound
from dsp.path.plans import PROFILES, Stream, stream
from dsp.path.verdicts import judge, relation_of, variations
from dsp.path.ways import Way, gather, percentile

SIZES = (1472, 1452, 1432, 1412, 1392, 1372, 1332, 1292, 1252, 1200)
"""UDP payloads tried, the largest first; 28 bytes of IPv4 and UDP come on top."""
HEADERS_BYTES = 28
DSCPS = (46, 34, 0)
"""EF for sound, AF41 for picture (RFC 8837, 5), and none."""
LOAD_PROFILE = "balanced"

Told = Callable[[str], Callable[[float], None]]


@dataclass(frozen=True)
class Amount:
    """How much is measured.

    Attributes
    ----------
    seconds : float
        Of each profile.
    load_s : float
        Of load each way; 0: none.
    load_bytes : int
        Each way at most.
    profiles : tuple of str
    """

    seconds: float = 20.0
    load_s: float = 6.0
    load_bytes: int = 15_000_000
    profiles: tuple[str, ...] = tuple(PROFILES)

    @property
    def most_bytes(self) -> int:
        """What it can cost, both ways together."""
        streams = [stream(name) for name in self.profiles]
        extra = [stream(LOAD_PROFILE)] * 2 if self.load_s else []
        sound = sum(2 * one.kbps * 125 * self.seconds for one in streams)
        sound += sum(2 * one.kbps * 125 * self.load_s for one in extra)
        return round(sound) + (2 * self.load_bytes if self.load_s else 0) + 100_000


@dataclass(frozen=True)
class Raw:
    """What a run was made of, for whoever knows the truth."""

    profile: str
    run: int
    up: Way
    down: Way


class Measurement:
    """Measures; see `measure`."""

    def __init__(self, target: Target, door: Door, amount: Amount, told: Told) -> None:
        self._target = target
        self._door = door
        self._amount = amount
        self._told = told
        self._run = 0
        self._bytes = 0
        self._base: tuple[int, int] | None = None
        self.raw: list[Raw] = []

    def measure(self) -> NetworkFound:
        """All of it."""
        permitted = self._door.permit()
        session = str(permitted["session"])
        end = UdpEnd(self._target.host, int(permitted["port"]), bytes.fromhex(session))
        try:
            self._told("Which ways are open")
            udp = end.open()
            reach = self._reach(end, permitted["ice_servers"], udp)
            found = NetworkFound(
                host=self._target.host, port=int(permitted["port"]), reach=reach[0], nat=reach[1],
                mtu_up=None, mtu_both=None, marks=[], profiles=[], loads=[], bytes=0,
            )  # fmt: skip
            if udp:
                self._told("Sizes and marks")
                found.mtu_up, found.mtu_both = self._mtu(end, full=False), self._mtu(end, full=True)
                found.marks = self._marks(end)
                found.profiles = [self._profile(end, session, stream(name)) for name in self._amount.profiles]
                if self._amount.load_s:
                    found.loads = [self._load(end, session, way, found.profiles) for way in ("down", "up")]
            found.bytes = self._bytes
            return found
        finally:
            end.close()
            self._door.over(session)

    def _reach(
        self, end: UdpEnd, ice_servers: list[dict[str, Any]], udp: bool
    ) -> tuple[ReachFound, NatFound | None]:
        seen: list[nat.Seen] = []
        if end.mapped is not None:
            seen.append(nat.Seen(end.server, end.mapped))
        if udp and end.second_port is not None:
            second = end.hello(end.second_port)
            if second is not None:
                seen.append(nat.Seen((end.server[0], end.second_port), second[1]))
        for host, port in trials.stun_addresses(ice_servers):
            mapped = end.stun(host, port)
            if mapped is not None:
                seen.append(nat.Seen((host, port), mapped))
        tried = trials.try_relays(ice_servers)
        proxy = middlebox.proxy_of(self._target.origin)
        reach = ReachFound(
            server="proxy" if self._door.by == "proxy" else "direct",
            opened_by=self._door.opened_by,
            proxy="" if proxy is None else f"{proxy.hostname}:{proxy.port or 8080}",
            udp=udp,
            trials=tried,
            verdict=trials.verdict(
                udp=udp, stun=len(seen) > udp, server_port=self._target.port, trials=tried
            ),
        )
        return reach, nat.classify(end.local, seen, knocked=end.knocked) if seen else None

    def _mtu(self, end: UdpEnd, *, full: bool) -> int | None:
        for size in SIZES:
            self._bytes += size
            if end.ask(size, size=size, full=full) is not None:
                return size + HEADERS_BYTES
        return None

    def _marks(self, end: UdpEnd) -> list[MarkFound]:
        found = []
        for dscp in DSCPS:
            answer = end.ask(100_000 + dscp, size=200, full=False, tos=dscp << 2)
            there, back = (None, None) if answer is None else (answer[0] >> 2, answer[2] >> 2)
            found.append(MarkFound(sent=dscp, there=there, back=back))
        return found

    def _profile(self, end: UdpEnd, session: str, chosen: Stream) -> ProfileFound:
        name = chosen.profile.name.value
        both = self.exchange(end, session, chosen, self._amount.seconds, f"{name}, both ways")
        if both is None:
            return ProfileFound(
                profile=name, kbps=chosen.kbps, rtt_p50=None, rtt_p95=None, rtt_least=None,
                up=None, down=None, sound_ms=None, worth_ms=None, word=None,
            )  # fmt: skip
        up, down, done = both
        return judge(chosen, up, down, done.trips_ms)

    def exchange(
        self, end: UdpEnd, session: str, chosen: Stream, seconds: float, words: str
    ) -> tuple[Way, Way, Exchanged] | None:
        """Send a profile's packets both ways; None where the server does not begin."""
        self._run += 1
        count = chosen.count(seconds)
        watch = self._told(words)
        done = end.exchange(
            self._run, interval_us=chosen.interval_us, size=chosen.size, count=count, watch=watch
        )
        if done is None:
            return None
        self._bytes += 2 * count * (chosen.size + HEADERS_BYTES)
        there = self._door.arrived(session, self._run)
        near = int(done.sent_ns[0])
        far = next(iter(done.far_sent_ns.values()), there[0][1] if there else 0)
        up = gather(count, done.sent_ns, there, (near, far))
        down = gather(count, done.far_sent_ns, done.came, (far, near))
        self.raw.append(Raw(chosen.profile.name.value, self._run, up, down))
        return up, down, done

    def _load(
        self, end: UdpEnd, session: str, way: Literal["up", "down"], idle: list[ProfileFound]
    ) -> LoadFound:
        from benchmarks.network.load import Load  # noqa: PLC0415 - a gentle run needs none of it

        load = Load(self._door, session, way, self._amount.load_bytes)
        load.start()
        try:
            words = "while something is " + ("sent" if way == "up" else "fetched")
            both = self.exchange(end, session, stream(LOAD_PROFILE), self._amount.load_s, words)
        finally:
            load.end()
        self._bytes += load.moved
        still = next((one for one in idle if one.profile == LOAD_PROFILE), idle[0] if idle else None)
        part = None if still is None else (still.up if way == "up" else still.down)
        idle_p95 = 0.0 if part is None or part.variation_p95 is None else part.variation_p95
        if both is None:
            return LoadFound(way=way, mbit_s=load.mbit_s, idle_p95=idle_p95, loaded_p95=0.0, loss=100.0)
        up, down, done = both
        loaded = up if way == "up" else down
        varied = variations(up, down, relation_of(up, down))[0 if way == "up" else 1]
        base = int(done.sent_ns[0])
        from_ms, to_ms = (load.began_ns - base) * 1e-6, (load.ended_ns - base) * 1e-6
        when = loaded.sent_ms if way == "up" else loaded.got_ms
        within = np.isfinite(varied) & (when >= from_ms) & (when <= to_ms)
        p95 = percentile(varied[within], 95)
        return LoadFound(
            way=way,
            mbit_s=load.mbit_s,
            idle_p95=idle_p95,
            loaded_p95=idle_p95 if p95 is None else p95,
            loss=loaded.loss_pct,
        )


def measure(target: Target, amount: Amount, told: Told) -> tuple[NetworkFound, list[Raw]]:
    """Measure the path to a server.

    Raises
    ------
    DoorError
        The server cannot be reached over HTTPS, or is not the one that was meant.
    OSError
        This machine has no network.
    """
    with Door(target) as door:
        one = Measurement(target, door, amount, told)
        return one.measure(), one.raw
