"""A school whose firewall is known exactly, and what the bench says of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.network.record import NetworkFound
from benchmarks.processes import ServerPart
from tests.e2e.harness import relay
from tests.e2e.harness.relay import RELAY, SERVER, RelayLab
from tests.e2e.harness.server import ROOT

LACK = relay.missing() or (None if shutil.which("nft") else "nft is missing: apt install nftables")
pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(LACK is not None, reason=f"no relay between namespaces: {LACK}"),
]
PROXY_PORT = 3128
SYMMETRIC = """table ip nat { chain out {
    type nat hook postrouting priority 100;
    ip protocol udp masquerade fully-random;
}; }"""


class School:
    """A school's network before a server that listens on 443, as a village's does."""

    def __init__(self, lab: RelayLab, invite: str) -> None:
        self.lab = lab
        self.invite = invite

    def measured(self, **environment: str) -> NetworkFound:
        words = (
            *("ip", "netns", "exec", self.lab.school, sys.executable, "-m", "klangbro", "bench", "network"),
            *("--to", self.invite, "--json", "--gentle", "--profile", "balanced", "--seconds", "1"),
        )
        done = subprocess.run(
            words,
            cwd=ROOT,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=90,
        )
        assert done.returncode == 0, done.stderr
        said: dict[str, Any] = json.loads(done.stdout)
        return NetworkFound.model_validate(said["network"])


@pytest.fixture(scope="module")
def middle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    folder = tmp_path_factory.mktemp("network")
    with RelayLab(folder) as lab, pytest.MonkeyPatch.context() as patch:
        for name, value in lab.environment.items():
            patch.setenv(name, value)
        prefix = ("ip", "netns", "exec", lab.middle)
        with ServerPart(SERVER, prefix=prefix, port=443, env=lab.environment) as server:
            yield School(lab, server.invites["teacher"])


@pytest.fixture
def school(middle: School) -> Iterator[School]:
    yield middle
    for _ in range(4):
        subprocess.run(
            ["ip", "-n", middle.lab.middle, "rule", "del", "pref", "10"], capture_output=True, check=False
        )


def ways(found: NetworkFound) -> dict[str, bool]:
    return {one.way: one.ok for one in found.reach.trials}


@pytest.mark.wide
def test_an_open_network_is_found_open_and_judged(school: School) -> None:
    found = school.measured()
    assert found.reach.verdict == "open"
    assert ways(found) == {"udp": True, "tcp": True, "tls": True}
    assert found.nat is not None and found.nat.mapping == "none"
    assert found.mtu_both == 1500
    assert [(one.there, one.back) for one in found.marks] == [(46, 46), (34, 34), (0, 0)]
    assert found.profiles[0].word == "together"


@pytest.mark.wide
def test_blocked_udp_is_named(school: School) -> None:
    school.lab.wall("tcp")
    found = school.measured()
    assert found.reach.verdict == "no_udp"
    assert ways(found) == {"udp": False, "tcp": True, "tls": True}
    assert found.profiles == []
    assert found.sentences[0].startswith("UDP is blocked.")


@pytest.mark.wide
def test_all_but_443_blocked_is_named(school: School) -> None:
    school.lab.wall("tls")
    found = school.measured()
    assert found.reach.verdict == "only_443"
    assert ways(found) == {"udp": False, "tcp": False, "tls": True}
    assert found.sentences[0].startswith("Only port 443 is open.")


def test_symmetric_nat_is_named(school: School) -> None:
    school.lab.run(school.lab.school, "nft", SYMMETRIC)
    try:
        found = school.measured()
    finally:
        school.lab.run(school.lab.school, "nft", "flush ruleset")
    assert found.reach.verdict == "open"
    assert found.nat is not None and found.nat.mapping == "symmetric"
    assert len(found.nat.mapped) > 1
    assert ways(found) == {"udp": True, "tcp": True, "tls": True}
    assert found.profiles[0].word == "together"


@pytest.mark.wide
def test_an_explicit_proxy_is_named(school: School) -> None:
    lab = school.lab
    for rule in ("ipproto udp", "ipproto tcp sport 443"):
        lab.run(lab.middle, *f"ip rule add pref 10 to {relay.SCHOOL}/32 {rule} blackhole".split())
    listens = (sys.executable, str(Path(ROOT, "tests/e2e/harness/proxy.py")), RELAY, str(PROXY_PORT))
    with subprocess.Popen(
        ["ip", "netns", "exec", lab.middle, *listens], stdout=subprocess.PIPE, text=True
    ) as proxy:
        try:
            assert proxy.stdout is not None and proxy.stdout.readline() == "listens\n"
            found = school.measured(https_proxy=f"http://{RELAY}:{PROXY_PORT}", no_proxy="")
        finally:
            proxy.kill()
    assert found.reach.server == "proxy"
    assert found.reach.proxy == f"{RELAY}:{PROXY_PORT}"
    assert any("proxy" in words and SERVER in words for words in found.sentences)
