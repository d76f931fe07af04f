from __future__ import annotations

import pytest

from benchmarks.network.door import DoorError, read_target

PIN = "ab" * 32


def test_an_invite_and_the_new_lesson_link_open_a_server() -> None:
    invite = read_target(f"https://host.example:8443/join#t=a.b.c&fp={PIN}")
    assert (invite.origin, invite.key, invite.fingerprint) == ("https://host.example:8443", "a.b.c", PIN)
    own = read_target("https://host.example/new#k=secret", PIN.upper())
    assert (own.origin, own.port, own.key, own.fingerprint) == ("https://host.example", 443, "secret", PIN)


@pytest.mark.parametrize("text", ["host.example", "https://host.example/join#t=secret", "https://x/new#", ""])
def test_what_is_neither_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(DoorError) as refused:
        read_target(text)
    assert "secret" not in str(refused.value)


def test_a_key_is_not_shown_by_accident() -> None:
    assert "secret" not in repr(read_target("https://host.example/new#k=secret"))
