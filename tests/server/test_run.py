from __future__ import annotations

import socket

import pytest

from server.errors import PortUnavailableError
from server.run import listen


def test_port_0_takes_any_free_port() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert listener.getsockname()[1] > 0


def test_connections_are_taken_from_the_moment_the_port_is_ours() -> None:
    with listen("127.0.0.1", 0) as listener:
        socket.create_connection(listener.getsockname()).close()


def test_a_taken_port_is_named() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(PortUnavailableError, match=f"Port {port} is taken") as caught:
            listen("127.0.0.1", port)
    assert "--port" in caught.value.remedy


@pytest.mark.parametrize("host", ["203.0.113.1", "no such host"])
def test_a_host_that_is_not_here_is_named(host: str) -> None:
    with pytest.raises(PortUnavailableError, match="is not an address of this machine"):
        listen(host, 0)
