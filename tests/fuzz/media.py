"""What strangers and far ends send to a peer: STUN, RTP, RTCP, SDP, redundant sound, beats."""

from __future__ import annotations

import struct
from collections.abc import Coroutine, Iterator
from types import SimpleNamespace
from typing import Any, cast

import aioice.stun
from aiortc import RTCRtpParameters
from aiortc.rtcdtlstransport import RTCDtlsTransport
from aiortc.rtcrtpparameters import RTCRtpCodecParameters, RTCRtpHeaderExtensionParameters
from aiortc.rtp import HeaderExtensionsMap, RtcpPsfbPacket, RtcpRrPacket, RtcpRtpfbPacket, RtpPacket

from client.native.beat import BeatBook
from client.native.clock_talk import ClockTalk
from dsp import red
from dsp.clock import PeerClock
from dsp.red import RedBlock, RedError
from rtc import beat, rtp, sdp
from rtc.aiortc_private.ice import GuardedStunProtocol, Seam
from rtc.aiortc_private.media import guard_dtls
from rtc.beat import BeatError
from rtc.errors import SdpError
from signaling.hiding import hidden_description
from tests.fuzz.target import Target
from tests.rtc.test_sdp import AUDIO, CANDIDATE, TRANSPORT

SSRC = 193602908
# One section of the three: the others differ in a few lines, and would triple the cost of every input.
OFFER = (
    f"v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n{AUDIO}{CANDIDATE}{TRANSPORT}"
)
STRANGER = ("127.0.0.1", 9)


class _Receiver:
    """Stands where aioice's connection would: takes note of what passed the guard."""

    def __init__(self) -> None:
        self.klangbro_seam = Seam(take_audio=lambda datagram, arrival_s: False, on_path=lambda way: None,
                                  datagram_filter=None, loopback=True)  # fmt: skip
        self._remote_candidates: list[Any] = []

    def data_received(self, data: bytes, component: int) -> None:
        """DTLS or media: somebody else's to parse."""

    def request_received(self, message: Any, addr: Any, protocol: Any, raw_data: bytes) -> None:
        """A check of a stranger: its password is looked for."""
        message.attributes.get("USERNAME")
        bytes(message)


def _stun_socket() -> GuardedStunProtocol:
    receiver: Any = _Receiver()
    protocol: Any = GuardedStunProtocol(receiver)
    protocol.local_candidate = SimpleNamespace(component=1)
    return cast(GuardedStunProtocol, protocol)


_SOCKET = _stun_socket()


def _stun(data: bytes) -> None:
    _SOCKET.datagram_received(data, STRANGER)
    try:
        message = aioice.stun.parse_message(data)
    except ValueError:
        return
    message.check_message_integrity(b"k" * 20)


def _stun_seeds() -> Iterator[bytes]:
    for method in (aioice.stun.Method.BINDING, aioice.stun.Method.ALLOCATE):
        for kind in aioice.stun.Class:
            message = aioice.stun.Message(method, kind, b"t" * 12)
            message.attributes.update(
                {"USERNAME": "abcd:efgh", "PRIORITY": 1, "ICE-CONTROLLING": 2, "USE-CANDIDATE": None}
            )
            message.attributes["XOR-MAPPED-ADDRESS"] = ("192.0.2.1", 4000)
            message.attributes["ERROR-CODE"] = (401, "who")
            message.add_message_integrity(b"k" * 20)
            message.add_fingerprint()
            yield bytes(message)


class _Ears:
    """Where aiortc routes what it has parsed."""

    async def _handle_rtcp_packet(self, packet: Any) -> None:
        repr(packet)

    async def _handle_rtp_packet(self, packet: RtpPacket, arrival_time_ms: int) -> None:
        packet.serialize()


class _Wire:
    """What the handlers would read from, were there a connection."""

    async def _recv(self) -> bytes:
        raise ConnectionError


class _Router:
    def route_rtcp(self, packet: Any) -> list[_Ears]:
        return [_Ears()]

    def route_rtp(self, packet: RtpPacket) -> _Ears:
        return _Ears()


def _transport() -> Any:
    """aiortc's packet handlers behind our guard, without a socket or a handshake."""
    transport: Any = object.__new__(RTCDtlsTransport)
    transport._RTCDtlsTransport__log_debug = lambda *_: None
    transport._transport = _Wire()
    transport._rtp_router = _Router()
    transport._rtp_header_extensions_map = HeaderExtensionsMap()
    uris = ("urn:ietf:params:rtp-hdrext:sdes:mid", "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
            "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time")  # fmt: skip
    transport._rtp_header_extensions_map.configure(
        RTCRtpParameters(
            codecs=[RTCRtpCodecParameters("audio/opus", 48_000, 2, 96)],
            headerExtensions=[
                RTCRtpHeaderExtensionParameters(id=n, uri=uri) for n, uri in enumerate(uris, 1)
            ],
        )
    )
    guard_dtls(transport, _Receiver().klangbro_seam, lambda: None)
    return transport


_TRANSPORT = _transport()


def _finish(work: Coroutine[Any, Any, None]) -> None:
    """Run what has nothing to wait for."""
    try:
        work.send(None)
    except StopIteration:
        return
    raise AssertionError("it waits")


def _rtp(data: bytes) -> None:
    packet = rtp.parse_audio(data)
    assert packet is None or packet.payload
    if len(data) > 1:
        _finish(_TRANSPORT._handle_rtp_data(data, arrival_time_ms=0))


def _rtp_seeds() -> Iterator[bytes]:
    yield RtpPacket(payload_type=96, sequence_number=1, timestamp=2, ssrc=SSRC, payload=b"sound").serialize()
    for profile, first in ((0xBEDE, 0x90), (0x1000, 0xB0)):
        head = struct.pack("!BBHIIHH", first, 96, 3, 4, SSRC, profile, 2)
        yield head + b"\x10a\x21\x05\x00\x00\x00\x00" + b"sound\x00\x00\x03"
    yield struct.pack("!BBHIIII", 0x82, 96, 3, 4, SSRC, 5, 6) + b"sound"


def _rtcp(data: bytes) -> None:
    if len(data) > 1:
        _finish(_TRANSPORT._handle_rtcp_data(data))


def _rtcp_seeds() -> Iterator[bytes]:
    yield bytes(RtcpRrPacket(ssrc=SSRC))
    yield bytes(RtcpPsfbPacket(fmt=15, ssrc=SSRC, media_ssrc=1, fci=b"REMB\x01\x05\x00\x00\x00\x00\x00\x07"))
    yield bytes(RtcpRtpfbPacket(fmt=1, ssrc=SSRC, media_ssrc=1, lost=[4, 5, 30]))
    for kind in range(192, 208):
        yield struct.pack("!BBHI", 0x81, kind, 6, SSRC) + bytes(range(24))


def _sdp(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    try:
        remote = sdp.read_remote(text)
        assert "audio" in remote.mids
    except SdpError:
        pass
    for line in hidden_description(text).splitlines():
        assert not line.startswith(("candidate:", "a=candidate:")) or " typ relay" in line


def _candidate(data: bytes) -> None:
    try:
        sdp.parse_candidate(data.decode("utf-8", "surrogateescape"))
    except SdpError:
        return


def _red(data: bytes) -> None:
    try:
        blocks = red.parse(data)
    except RedError:
        return
    assert blocks[-1].payload
    assert sum(len(block.payload) for block in blocks) < len(data)


def _red_seeds() -> Iterator[bytes]:
    earlier = [RedBlock(111, 120 * n, b"e" * 20) for n in (3, 2, 1)]
    yield red.pack(b"newest", 111, earlier)
    yield red.pack(b"newest", 111)


def _beat(data: bytes) -> None:
    try:
        message = beat.decode(data.decode("utf-8", "surrogateescape"))
    except BeatError:
        return
    book = BeatBook(lambda: 0.0)
    book.receive(message, arrival_s=10.0)
    book.far_anchor()
    beat.encode(book.compose(now_s=11.0, anchor=None, report=book.report))


def _beat_seeds() -> Iterator[bytes]:
    yield (
        b'{"v": 1, "n": 17, "now": 512.25, "echo": {"t0": 88.1204, "t1": 512.1377, "n": 16}, '
        b'"audio": {"ts": 2154880, "at": 512.2391}, "wall": 1799999487.75, '
        b'"report": {"mouth_to_ear_ms": 21.4, "bound_ms": 1.1, "loss_pct": 0.1, "path_loss_pct": 0.4, '
        b'"burst_packets": 1.2, "rtt_ms": null}}'
    )
    yield b'{"v": 1, "n": 0, "now": 0, "echo": null, "audio": null, "wall": 0, "report": null}'


def _clock(data: bytes) -> None:
    try:
        message = beat.decode(data.decode("utf-8", "surrogateescape"), most_bytes=256)
    except BeatError:
        return
    talk = ClockTalk(PeerClock())
    talk.receive(message, arrival_s=10.0)
    beat.encode(talk.compose(now_s=11.0, origin_s=None), most_bytes=256)


def _clock_seeds() -> Iterator[bytes]:
    yield b'{"v": 1, "n": 31, "now": 9.25, "echo": {"t0": 8.1204, "t1": 9.1377, "n": 30}, "origin": 17.75}'
    yield b'{"v": 1, "n": 0, "now": 0, "echo": null, "origin": null}'


TARGETS = (
    Target("stun", _stun, _stun_seeds, most_bytes=600),
    Target("rtp", _rtp, _rtp_seeds, most_bytes=600),
    Target("rtcp", _rtcp, _rtcp_seeds, most_bytes=600),
    Target("sdp", _sdp, lambda: [OFFER.encode()], most_bytes=1000),
    Target("candidate", _candidate, lambda: [CANDIDATE.strip().encode()], most_bytes=400),
    Target("red", _red, _red_seeds, most_bytes=400),
    Target("beat", _beat, _beat_seeds, json=True),
    Target("clock", _clock, _clock_seeds, json=True),
)
