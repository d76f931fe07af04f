from __future__ import annotations

import hashlib
import ssl

import pytest

from signaling.dialling import PinMismatch, check_pin, tls_context
from signaling.invite import Invite


def test_a_pin_is_the_whole_certificates() -> None:
    invite = Invite("https://school.example", "a.b.c", hashlib.sha256(b"certificate").hexdigest())
    check_pin(invite, b"certificate")
    check_pin(Invite("https://school.example", "a.b.c"), b"any")
    for other in (b"another", b"", None):
        with pytest.raises(PinMismatch, match="ask for a new invite"):
            check_pin(invite, other)


def test_tls_is_checked_by_the_system_unless_there_is_a_pin() -> None:
    assert tls_context(Invite("http://localhost", "a.b.c")) is None
    trusting = tls_context(Invite("https://school.example", "a.b.c"))
    pinned = tls_context(Invite("https://school.example", "a.b.c", "0" * 64))
    assert trusting is not None
    assert pinned is not None
    assert (trusting.check_hostname, trusting.verify_mode) == (True, ssl.CERT_REQUIRED)
    assert (pinned.check_hostname, pinned.verify_mode) == (False, ssl.CERT_NONE)
