from __future__ import annotations

from benchmarks.network import advice
from tests.benchmarks.network.samples import network


def test_a_good_network_is_called_good_and_its_weak_way_named() -> None:
    said = advice.sentences(network(up="dsl"))
    assert said[0] == "UDP goes through both ways."
    assert any("The way out of this network is the worse one" in words for words in said)
    assert any("40.0 ms later" in words for words in said)
    assert any("taken off on the way out" in words for words in said)


def test_an_even_network_has_no_weak_way() -> None:
    assert not any("the worse one" in words for words in advice.sentences(network()))


def test_a_shut_network_is_told_what_that_means() -> None:
    assert advice.sentences(network("only_443"))[0].startswith("Only port 443 is open.")
    assert "No lesson can be heard" in advice.sentences(network("nothing"))[0]


def test_its_owner_gets_ports_and_policies() -> None:
    rows = advice.ports(network(), 443)
    assert ("TCP 443", "lessons.example", "the pages and the lesson's messages") in rows
    assert ("TCP (TLS) 443", "relay.example", "the relay, where nothing goes straight") in rows
    names = [name for name, _, _ in advice.policies("https://lessons.example")]
    assert {"AudioCaptureAllowedUrls", "VideoCaptureAllowedUrls", "WebRtcUdpPortRange"} <= set(names)
