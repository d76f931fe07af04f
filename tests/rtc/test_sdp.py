from __future__ import annotations

import pytest

from rtc import sdp
from rtc.errors import SdpError

FINGERPRINT = ":".join(["AB"] * 32)
TRANSPORT = (
    "a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\n"
    f"a=fingerprint:sha-256 {FINGERPRINT}\r\na=setup:actpass\r\n"
)
CANDIDATE = "a=candidate:1 1 udp 2122194687 192.0.2.2 51007 typ host generation 0 network-id 1\r\n"
AUDIO = (
    "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=sendrecv\r\na=rtcp-mux\r\n"
    "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"
    "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\na=rtpmap:63 red/48000/2\r\n"
    "a=fmtp:63 111/111\r\na=rtpmap:9 G722/8000\r\na=ssrc:193602908 cname:abc\r\n"
)
VIDEO = (
    "m=video 9 UDP/TLS/RTP/SAVPF 97 98\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\na=sendrecv\r\na=rtcp-mux\r\n"
    "a=rtpmap:97 VP8/90000\r\na=rtcp-fb:97 nack pli\r\na=rtpmap:98 rtx/90000\r\na=fmtp:98 apt=97\r\n"
    "a=ssrc-group:FID 1 2\r\na=ssrc:1 cname:abc\r\na=ssrc:2 cname:abc\r\n"
)
DATA = (
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:2\r\na=sctp-port:5000\r\n"
)
HEAD = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1 2\r\n"
OFFER = HEAD + AUDIO + CANDIDATE + TRANSPORT + VIDEO + CANDIDATE + TRANSPORT + DATA + TRANSPORT


def test_a_browsers_offer_is_read() -> None:
    remote = sdp.read_remote(OFFER)
    assert remote.mids == {"audio": "0", "video": "1", "application": "2"}
    assert remote.has_video
    assert remote.audio_ssrcs == (193602908,)
    assert [c.port for c in remote.candidates] == [51007]
    assert not remote.candidates_complete
    assert "candidate" not in remote.sdp


def test_a_second_picture_is_set_aside_and_refused_in_its_place() -> None:
    second = VIDEO.replace("a=mid:1", "a=mid:s") + TRANSPORT
    offer = OFFER.replace("BUNDLE 0 1 2", "BUNDLE 0 1 s 2").replace(DATA, second + DATA)
    remote = sdp.read_remote(offer)
    assert remote.surplus == sdp.Surplus(2, "s")
    assert remote.mids == {"audio": "0", "video": "1", "application": "2"}
    assert remote.sdp == sdp.read_remote(OFFER).sdp
    answer = sdp.refuse_surplus(OFFER, remote.surplus)
    assert [line.split()[0] for line in answer.splitlines() if line.startswith(("m=", "a=mid"))] == [
        "m=audio", "a=mid:0", "m=video", "a=mid:1", "m=video", "a=mid:s", "m=application", "a=mid:2",
    ]  # fmt: skip
    assert "m=video 0 " in answer
    assert sdp.payload_types(answer, "video") == (97, 98)


def test_the_end_of_candidates_is_noticed() -> None:
    remote = sdp.read_remote(OFFER.replace(CANDIDATE, CANDIDATE + "a=end-of-candidates\r\n"))
    assert remote.candidates_complete
    assert "end-of" not in remote.sdp


@pytest.mark.parametrize(
    ("before", "after", "match"),
    [
        (OFFER, "", "1 to"),
        (OFFER, "x" * 40_000, "40000"),
        (OFFER, HEAD, "no audio"),
        ("m=audio 9", "m=audio nine", "malformed"),
        ("a=mid:0\r\n", "", "mid"),
        ("a=mid:1\r\n", "a=mid:0\r\n", "mid"),
        ("BUNDLE 0 1 2", "BUNDLE 0 1", "BUNDLE"),
        ("BUNDLE 0 1 2", "BUNDLE 2 1 0", "BUNDLE"),
        ("a=setup:actpass\r\n", "", "setup"),
        ("a=setup:actpass", "a=setup:maybe", "malformed"),
        ("sha-256", "sha-1", "SHA-256"),
        ("a=ice-pwd:abcdefghijklmnopqrstuv", "a=ice-pwd:short", "password"),
        ("a=ice-ufrag:abcd\r\n", "", "ICE"),
        ("a=sendrecv\r\n", "", "direction"),
        ("a=rtcp-mux\r\n", "", "rtcp-mux"),
        ("opus/48000/2", "opus/24000/2", "opus"),
        ("VP8/90000", "VP9/90000", "vp8"),
        ("a=sctp-port:5000", "a=sctp-port:70000", "65535"),
        ("a=sctp-port:5000\r\n", "", "65535"),
        ("UDP/DTLS/SCTP", "DTLS/SCTP", "UDP/DTLS"),
        ("a=ssrc:193602908", "a=ssrc:99999999999", "32 bits"),
        ("a=extmap:1 ", "a=extmap:300 ", "1 to 255"),
        ("192.0.2.2 51007", "192.0.2.2 70000", "65535"),
        ("m=video", "m=text", "text"),
        (VIDEO, VIDEO + TRANSPORT + VIDEO, "one mid"),
        (VIDEO, VIDEO + TRANSPORT + VIDEO.replace("a=mid:1\r\n", ""), "no a=mid"),
        (VIDEO, VIDEO + TRANSPORT + VIDEO + TRANSPORT + VIDEO, "another"),
    ],
)
def test_what_is_wrong_is_named(before: str, after: str, match: str) -> None:
    assert before in OFFER
    with pytest.raises(SdpError, match=match):
        sdp.read_remote(OFFER.replace(before, after))


@pytest.mark.parametrize("prefix", ["", "candidate:", "a=candidate:"])
def test_a_candidate_is_read_however_it_is_written(prefix: str) -> None:
    candidate = sdp.parse_candidate(
        prefix + "1 1 udp 2122194687 fd00::2 51007 typ srflx raddr 10.0.0.1 rport 9"
    )
    assert candidate is not None
    assert (candidate.ip, candidate.port, candidate.type) == ("fd00::2", 51007, "srflx")


def test_a_hidden_address_is_recognised() -> None:
    candidate = sdp.parse_candidate("1 1 udp 1 0a1b2c3d-0000-4000-8000-0123456789ab.local 51007 typ host")
    assert candidate is not None
    assert sdp.is_mdns(candidate)


@pytest.mark.parametrize(
    "text",
    [
        "1 1 tcp 1 192.0.2.2 9 typ host tcptype active",
        "1 2 udp 1 192.0.2.2 9 typ host",
        "1 1 udp 1 fe80::1%eth0 9 typ host",
    ],
)
def test_a_candidate_of_no_use_is_left_out(text: str) -> None:
    assert sdp.parse_candidate(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 1 udp 1 192.0.2.2 9",
        "1 1 udp x 192.0.2.2 9 typ host",
        "1 1 udp 1 192.0.2.2 0 typ host",
        "1 1 udp -1 192.0.2.2 9 typ host",
        "1 1 udp 1 example.org 9 typ host",
        "1 1 udp 1 å.local 9 typ host",
        "x" * 2000,
    ],
)
def test_a_malformed_candidate_is_a_declared_error(text: str) -> None:
    with pytest.raises(SdpError):
        sdp.parse_candidate(text)


def test_our_descriptions_say_how_we_want_opus() -> None:
    shaped = sdp.shape_local(OFFER)
    assert f"a=fmtp:111 {sdp.OPUS_FMTP}\r\na=ptime:10\r\n" in shaped
    assert shaped.count("a=fmtp:111") == 1
    assert "a=fmtp:98 apt=97" in shaped
    assert sdp.payload_types(shaped, "audio") == (111, 63, 9)
    assert sdp.payload_types(shaped, "video") == (97, 98)
    assert sdp.payload_types(HEAD, "video") == ()
