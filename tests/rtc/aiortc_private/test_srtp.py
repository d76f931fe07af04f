from __future__ import annotations

import os

import pylibsrtp
import pytest

from rtc.aiortc_private.srtp import protect_with, unprotect_with

KEY = bytes(range(30))
PACKET = bytes.fromhex("806f0001000000000000abcd") + b"\x00sound\x00"


def session(direction: int) -> pylibsrtp.Session:
    return pylibsrtp.Session(pylibsrtp.Policy(key=KEY, ssrc_type=direction))


def test_what_one_way_encrypts_the_librarys_own_way_decrypts() -> None:
    protected = protect_with(session(pylibsrtp.Policy.SSRC_ANY_OUTBOUND))(PACKET)
    assert protected != PACKET
    assert session(pylibsrtp.Policy.SSRC_ANY_INBOUND).unprotect(protected) == PACKET


def test_a_packet_is_decrypted_once_and_a_forged_one_never() -> None:
    protected = session(pylibsrtp.Policy.SSRC_ANY_OUTBOUND).protect(PACKET)
    unprotect = unprotect_with(session(pylibsrtp.Policy.SSRC_ANY_INBOUND))
    assert unprotect(protected) == PACKET
    with pytest.raises(pylibsrtp.Error):
        unprotect(protected)
    with pytest.raises(pylibsrtp.Error):
        unprotect(protected[:-1] + bytes([protected[-1] ^ 1]))


def test_a_packet_larger_than_any_datagram_is_refused_before_libsrtp_sees_it() -> None:
    with pytest.raises(ValueError, match="3000 bytes"):
        protect_with(session(pylibsrtp.Policy.SSRC_ANY_OUTBOUND))(PACKET + os.urandom(3000 - len(PACKET)))
