from __future__ import annotations

from client.native.doubt import AGAIN_S, Doubt, address_towards


class Home:
    """An address that the test sets."""

    def __init__(self) -> None:
        self.address = "10.0.0.5"

    def __call__(self) -> str:
        return self.address


def test_another_address_is_reason_to_doubt_once() -> None:
    home = Home()
    doubt = Doubt(home)
    assert not doubt.arises(set(), now_s=1.0)
    home.address = "10.9.9.5"
    assert doubt.arises(set(), now_s=2.0)
    assert doubt.moved
    assert not doubt.arises(set(), now_s=3.0)
    assert not doubt.moved


def test_no_address_for_a_while_and_then_the_same_is_no_move() -> None:
    home = Home()
    doubt = Doubt(home)
    home.address = ""
    assert not doubt.arises(set(), now_s=1.0)
    home.address = "10.0.0.5"
    assert not doubt.arises(set(), now_s=2.0)


def test_a_first_address_is_no_move() -> None:
    home = Home()
    home.address = ""
    doubt = Doubt(home)
    home.address = "10.0.0.5"
    assert not doubt.arises(set(), now_s=1.0)


def test_each_connection_that_falls_silent_is_reason_and_lasting_silence_now_and_then() -> None:
    doubt = Doubt(Home())
    assert doubt.arises({"c1"}, now_s=1.0)
    assert not doubt.arises({"c1"}, now_s=1.25)
    assert doubt.arises({"c1", "c2"}, now_s=1.5)
    assert not doubt.arises({"c2"}, now_s=1.5 + AGAIN_S)
    assert doubt.arises({"c2"}, now_s=1.6 + AGAIN_S)
    assert not doubt.moved


def test_the_way_out_is_known_without_sending_and_without_looking_names_up() -> None:
    assert address_towards("127.0.0.1").split()[0] == "127.0.0.1"
    assert address_towards("no-such-host.example") == address_towards("")
