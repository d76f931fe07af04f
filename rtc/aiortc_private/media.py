"""The keys of aiortc's handshake, and the doors behind which its packet parsers sit."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pylibsrtp
from aiortc import RTCPeerConnection
from aiortc.rtcdtlstransport import RTCDtlsTransport
from aiortc.rtcsctptransport import Chunk, DataChunk

from .ice import Seam
from .srtp import protect_with, unprotect_with

logger = logging.getLogger(__name__)

SRTP_REFUSALS: tuple[type[Exception], ...] = (pylibsrtp.Error, ValueError, TypeError)


def guard_dtls(dtls: RTCDtlsTransport, seam: Seam, heard: Callable[[], None]) -> None:
    """Let no packet, however malformed, end the transport; tell when an authentic one came."""
    counters = seam.counters
    seam.stamp(dtls)

    def guarded(name: str, handle: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        async def handler(*arguments: Any, **keywords: Any) -> None:
            heard()
            try:
                await handle(*arguments, **keywords)
            except ConnectionError:
                raise
            except Exception as error:  # aiortc would take it for the end of the connection
                setattr(counters, name, getattr(counters, name) + 1)
                logger.debug("%s: %r", name, error)

        return handler

    transport: Any = dtls
    transport._handle_rtp_data = guarded("rtp_malformed", transport._handle_rtp_data)
    transport._handle_rtcp_data = guarded("rtcp_malformed", transport._handle_rtcp_data)


def guard_sctp(pc: RTCPeerConnection, seam: Seam) -> None:
    """Likewise for what comes over the data channel's transport; tell when what goes has gone."""
    sctp: Any = pc.sctp
    handle, send_chunk = sctp._handle_data, sctp._send_chunk

    async def handle_data(data: bytes) -> None:
        try:
            await handle(data)
        except ConnectionError:
            raise
        except Exception as error:
            seam.counters.data_malformed += 1
            logger.debug("data channel: %r", error)

    async def send(chunk: Chunk) -> None:
        # Before the socket has it: whoever is held up in between makes this packet late, afterwards all
        # the others.
        at_s = time.monotonic()
        await send_chunk(chunk)
        if seam.on_data_sent is not None and isinstance(chunk, DataChunk):
            seam.on_data_sent(chunk.user_data, at_s)

    sctp._handle_data, sctp._send_chunk = handle_data, send


def new_receive_session(dtls: RTCDtlsTransport) -> Callable[[bytes], bytes]:
    """What decrypts audio: a session of its own, for another thread than RTCP's and the picture's."""
    return unprotect_with(_second_session(dtls, outbound=False))


def new_send_session(dtls: RTCDtlsTransport) -> Callable[[bytes], bytes]:
    """What encrypts audio: a session of its own, for one SSRC and one thread."""
    return protect_with(second_session(dtls))


def second_session(dtls: RTCDtlsTransport) -> pylibsrtp.Session:
    """A second SRTP session on the keys of the handshake, for one SSRC and one thread.

    Two sessions of one key are safe as long as they never encrypt for the same SSRC: the nonce is made of
    SSRC and packet index (RFC 3711, 4.1.1; RFC 7714, 8.1).
    """
    return _second_session(dtls, outbound=True)


def _second_session(dtls: RTCDtlsTransport, *, outbound: bool) -> pylibsrtp.Session:
    transport: Any = dtls
    selected = transport._ssl.get_selected_srtp_profile()
    profile = next(p for p in transport._srtp_profiles if p.openssl_profile == selected)
    keys = transport._ssl.export_keying_material(
        b"EXTRACTOR-dtls_srtp", 2 * (profile.key_length + profile.salt_length)
    )
    inbound, any_source = pylibsrtp.Policy.SSRC_ANY_INBOUND, pylibsrtp.Policy.SSRC_ANY_OUTBOUND
    policy = pylibsrtp.Policy(
        key=profile.get_key_and_salt(keys, int((transport._role == "server") == outbound)),
        ssrc_type=any_source if outbound else inbound,
        srtp_profile=profile.libsrtp_profile,
    )
    return pylibsrtp.Session(policy)
