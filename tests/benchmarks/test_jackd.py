import pytest

from benchmarks.jackd import JackServer, environment
from benchmarks.m2e import NoJackError


def test_a_machine_without_jackd_is_told_what_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoJackError, match="apt install jackd2"):
        JackServer().__enter__()


def test_every_server_has_a_name_of_its_own_and_programs_are_told_it() -> None:
    first, second = JackServer(), JackServer()
    assert first.name != second.name
    assert environment(first)["JACK_DEFAULT_SERVER"] == first.name
    first.close()
    second.close()
