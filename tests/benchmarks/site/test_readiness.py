from __future__ import annotations

import pytest

from benchmarks.site import readiness
from benchmarks.site.record import EchoFound
from tests.benchmarks.network.samples import network
from tests.benchmarks.site.devices import card


def test_a_place_is_as_good_as_its_network_and_its_machine_together() -> None:
    path = network()
    (found,) = readiness.ready(card(5.9), path)
    assert found.worth_ms == pytest.approx((path.profiles[0].worth_ms or 0.0) + 5.9)
    assert found.word == "together"
    assert readiness.ready(card(40.0), path)[0].word == "follow"


def test_without_an_interface_that_holds_nothing_is_promised() -> None:
    (found,) = readiness.ready(None, network())
    assert found.word is None
    assert "depends on an interface" in readiness.sentences(None, network(), None, [found])[0]


def test_a_shut_network_is_said_first() -> None:
    assert "not ready" in readiness.sentences(None, network("nothing"), None, [])[0]
    assert "not for playing together" in readiness.sentences(None, network("no_udp"), None, [])[0]


def test_the_echo_is_told_in_a_sentence() -> None:
    echo = EchoFound(
        profile="balanced",
        seconds=120,
        back_p50_ms=31.2,
        back_p95_ms=33.0,
        correlation=0.97,
        damaged_pct=0.4,
        lost_pct=0.0,
        concealed_pct=0.1,
        windows=290,
    )
    said = readiness.sentences(card(5.9), network(), echo, readiness.ready(card(5.9), network()))
    assert said[0].startswith("This place is ready for playing together: balanced,")
    assert "came back after 31 ms" in said[-1]
