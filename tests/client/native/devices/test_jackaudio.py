from __future__ import annotations

import pytest

from client.native.devices.jackaudio import JackDevice
from client.native.errors import DeviceError


def test_without_a_jack_server_it_is_said_how_to_start_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "klangbro-no-such-server")
    with pytest.raises(DeviceError, match="jackd"):
        JackDevice()
