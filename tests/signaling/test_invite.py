import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.invite import Invite, InviteError, build, normal_fingerprint, parse

PIN = "ab" * 32


@pytest.mark.parametrize(
    "origin", ["https://school.example", "http://127.0.0.1:8443", "https://[fe80::1]:8443"]
)
@pytest.mark.parametrize("pin", [None, PIN])
def test_what_was_built_is_parsed(origin: str, pin: str | None) -> None:
    assert parse(build(origin, "a.b.c", pin)) == Invite(origin, "a.b.c", pin)
    assert parse(Invite(origin, "a.b.c", pin).url).url == build(origin, "a.b.c", pin)


def test_the_room_is_at_ws_of_the_same_origin() -> None:
    assert Invite("https://school.example:8443", "a.b.c").websocket_url == "wss://school.example:8443/ws"
    assert Invite("http://localhost", "a.b.c").websocket_url == "ws://localhost/ws"


def test_the_token_is_never_shown() -> None:
    assert "secret" not in repr(Invite("https://school.example", "secret.secret.secret"))


def test_fingerprints_may_have_colons_and_capitals() -> None:
    assert normal_fingerprint(":".join(["AB"] * 32)) == PIN
    assert parse(f"https://school.example/join#t=a.b.c&fp={PIN.upper()}").fingerprint == PIN


def test_spaces_around_and_things_unknown_are_forgiven() -> None:
    assert parse("  https://school.example/join#t=a.b.c&lang=sv\n").token == "a.b.c"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "https://"),
        ("school.example/join#t=a.b.c", "https://"),
        ("ftp://school.example/join#t=a.b.c", "https://"),
        ("https:///join#t=a.b.c", "no host"),
        ("https://a b/join#t=a.b.c", "no host"),
        ("https://me@school.example/join#t=a.b.c", "no user name"),
        ("https://school.example:0/join#t=a.b.c", "no host"),
        ("https://school.example:x/join#t=a.b.c", "port"),
        ("https://school.example:70000/join#t=a.b.c", "port"),
        ("https://[::1/join#t=a.b.c", "not an address"),
        ("https://school.example/join?t=a.b.c", "logs"),
        ("https://school.example/#t=a.b.c", "path"),
        ("https://school.example/join", "whole address"),
        ("https://school.example/join#t=", "whole address"),
        ("https://school.example/join#t=a.b", "whole address"),
        ("https://school.example/join#t=a.b.c&t=d.e.f", "twice"),
        ("https://school.example/join#t=a.b.c&fp=12", "64 hexadecimal"),
        ("https://school.example/join#t=" + "a" * 9000, "characters"),
    ],
)
def test_what_is_wrong_is_said(url: str, says: str) -> None:
    with pytest.raises(InviteError, match=says):
        parse(url)


@pytest.mark.parametrize(
    "origin", ["school.example", "https://school.example/x", "https://school.example?x=1"]
)
def test_only_an_origin_can_be_invited_to(origin: str) -> None:
    with pytest.raises(InviteError):
        build(origin, "a.b.c")


@given(st.text(max_size=120) | st.text(max_size=60).map(lambda text: "https://school.example/join#" + text))
def test_any_text_is_an_invite_or_an_invite_error(text: str) -> None:
    try:
        invite = parse(text)
    except InviteError:
        return
    assert parse(invite.url) == invite
