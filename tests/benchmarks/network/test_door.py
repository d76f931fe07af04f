from __future__ import annotations

import socket
import threading

import pytest

from benchmarks.network.door import Door, DoorError, Target, read_place, read_target

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


def test_only_a_places_link_opens_a_place() -> None:
    assert read_place("https://host.example/place#k=secret").key == "secret"
    with pytest.raises(DoorError, match="no place's link"):
        read_place("https://host.example/join#t=a.b.c")


def test_two_places_are_remembered_apart_without_their_keys() -> None:
    one, other = (Target("https://host.example", key) for key in ("secret-1", "secret-2"))
    assert one.digest != other.digest and "secret" not in one.digest


def test_a_server_that_stops_answering_is_a_sentence() -> None:
    """Whoever looks every half hour goes on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def one_answer() -> None:
            for _ in range(2):
                near, _ = listening.accept()
                with near:
                    near.recv(65536)
                    near.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 16\r\nconnection: close\r\n\r\n")
                    near.sendall(b'{"opened_by":[]}')

        answering = threading.Thread(target=one_answer)
        answering.start()
        with Door(Target(f"http://127.0.0.1:{listening.getsockname()[1]}", "secret")) as door:
            answering.join()
            listening.close()
            with pytest.raises(DoorError, match="stopped answering"):
                door.post("/api/readiness", {})
