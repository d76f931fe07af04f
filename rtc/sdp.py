"""Session descriptions: shape what we say, check what others say.

aiortc's parser lets half a dozen kinds of exception through, and takes numbers that later break a socket or
a packet. Here everything is checked once, at the door, and what is wrong is an ``SdpError`` that says
where.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from aiortc import RTCIceCandidate
from aiortc.sdp import MediaDescription, SessionDescription, candidate_from_sdp

from . import audio_formats
from .audio_formats import AudioFormats
from .errors import SdpError

MAX_SDP_CHARS = 32_000
MAX_CANDIDATES = 64
MAX_CANDIDATE_CHARS = 1000
OPUS_FMTP = "minptime=3;stereo=1;sprop-stereo=1;maxaveragebitrate=256000;useinbandfec=0;usedtx=0;cbr=0"
# What we ask of a browser; it encodes no less. Native ends take their ptime from the profile.
ASKED_PTIME_MS = 10

_MDNS = re.compile(r"^[0-9A-Za-z-]{1,63}\.local$")


@dataclass(frozen=True)
class Surplus:
    """A page's second picture, which no end but a page takes: which section it was, and its mid."""

    index: int
    mid: str


@dataclass(frozen=True)
class RemoteDescription:
    """A checked description, its candidates and a second picture taken out."""

    sdp: str
    candidates: tuple[RTCIceCandidate, ...]
    candidates_complete: bool
    mids: dict[str, str]
    audio_ssrcs: tuple[int, ...]
    audio_formats: AudioFormats
    surplus: Surplus | None = None

    @property
    def has_video(self) -> bool:
        """Whether there is a video section."""
        return "video" in self.mids


def parse_candidate(text: str) -> RTCIceCandidate | None:
    """Read a candidate as browsers write it.

    Parameters
    ----------
    text : str
        With or without ``a=`` and ``candidate:`` in front.

    Returns
    -------
    RTCIceCandidate or None
        ``None`` for one that is well formed but no use here (TCP, RTCP's component, an IPv6 zone).

    Raises
    ------
    SdpError
        Malformed.
    """
    if len(text) > MAX_CANDIDATE_CHARS:
        raise SdpError(f"a candidate has at most {MAX_CANDIDATE_CHARS} characters, this one has {len(text)}")
    value = text.strip().removeprefix("a=").removeprefix("candidate:")
    try:
        candidate = candidate_from_sdp(value)
    except (ValueError, AssertionError, IndexError) as error:
        raise SdpError(f"malformed candidate: {value[:80]!r}") from error
    # A port or priority out of range raises OverflowError or struct.error in the midst of aioice, and
    # closes sockets.
    if not 1 <= candidate.port <= 65535 or not 0 <= candidate.priority < 1 << 32:
        raise SdpError(f"a candidate's port is 1 to 65535 and its priority 32 bit: {value[:80]!r}")
    if not value.isascii():
        raise SdpError("a candidate is ASCII")
    if candidate.protocol.lower() != "udp" or candidate.component != 1 or "%" in candidate.ip:
        return None
    if not is_mdns(candidate):
        try:
            ipaddress.ip_address(candidate.ip)
        except ValueError as error:
            raise SdpError(f"a candidate has an address, not {candidate.ip[:80]!r}") from error
    return candidate


def is_mdns(candidate: RTCIceCandidate) -> bool:
    """Whether a browser hid the address behind a name that only its own network resolves."""
    return _MDNS.match(candidate.ip) is not None


def _fail(media: MediaDescription, what: str) -> SdpError:
    return SdpError(f"{media.kind} section: {what}")


def _check_media(media: MediaDescription) -> None:
    if not media.rtp.muxId:
        raise _fail(media, "no a=mid")
    ice, dtls = media.ice, media.dtls
    if ice is None or not ice.usernameFragment or not ice.password:
        raise _fail(media, "no ICE user name and password")
    if not (4 <= len(ice.usernameFragment) <= 256 and 22 <= len(ice.password) <= 256):
        raise _fail(media, "an ICE user name has 4 to 256 and a password 22 to 256 characters")
    if dtls is None or not any(f.algorithm.lower() == "sha-256" for f in dtls.fingerprints):
        raise _fail(media, "no a=setup, or no SHA-256 fingerprint")
    if media.kind == "application":
        port = media.sctp_port or 0
        if media.profile != "UDP/DTLS/SCTP" or not 0 < port < 65536:
            raise _fail(media, "not UDP/DTLS/SCTP with a port of 1 to 65535")
        return
    if media.direction is None:
        raise _fail(media, "no direction")
    if not media.rtcp_mux:
        raise _fail(media, "no a=rtcp-mux")
    if any(not 0 <= s.ssrc < 1 << 32 for s in media.ssrc):
        raise _fail(media, "an SSRC has 32 bits")
    if any(not 0 < (e.id or 0) < 256 for e in media.rtp.headerExtensions):
        raise _fail(media, "a header extension's number is 1 to 255")
    if any(not 0 <= (c.payloadType or 0) < 128 for c in media.rtp.codecs):
        raise _fail(media, "a payload type is 0 to 127")


def _wanted_codec(media: MediaDescription) -> None:
    name, rate_hz = {"audio": ("opus", 48_000), "video": ("vp8", 90_000)}[media.kind]
    if not any(c.name.lower() == name and c.clockRate == rate_hz for c in media.rtp.codecs):
        raise _fail(media, f"no {name}/{rate_hz}")


def read_remote(sdp: str) -> RemoteDescription:
    """Check an offer or answer.

    Raises
    ------
    SdpError
        Malformed, or not the audio, video and application sections in one bundle that our connections have.
    """
    if not 0 < len(sdp) <= MAX_SDP_CHARS:
        raise SdpError(f"a description has 1 to {MAX_SDP_CHARS} characters, this one has {len(sdp)}")
    sdp, surplus = _take_surplus(sdp)
    try:
        description = SessionDescription.parse(sdp)
    except Exception as error:  # its parser has no exceptions of its own: anything at all may come
        raise SdpError(f"malformed description ({type(error).__name__})") from error
    mids: dict[str, str] = {}
    for media in description.media:
        if media.kind not in ("audio", "video", "application") or media.kind in mids:
            raise SdpError(
                f"one audio, one video and one application section, not another {media.kind[:40]!r}"
            )
        _check_media(media)
        if media.kind != "application":
            _wanted_codec(media)
        mids[media.kind] = media.rtp.muxId
    if "audio" not in mids:
        raise SdpError("no audio section")
    if len({*mids.values(), *([surplus.mid] if surplus else [])}) != len(mids) + (surplus is not None):
        raise SdpError("two sections have one mid")
    bundle = next((g.items for g in description.group if g.semantic == "BUNDLE"), [])
    if sorted(map(str, bundle)) != sorted(mids.values()) or str(bundle[0]) != description.media[0].rtp.muxId:
        raise SdpError("all sections belong in one BUNDLE group, the first section first")
    candidates, complete = _take_candidates(sdp)
    audio = next(m for m in description.media if m.kind == "audio")
    formats = audio_formats.read(audio.rtp.codecs)
    assert formats is not None  # Opus was asked for above
    return RemoteDescription(
        sdp="".join(line + "\r\n" for line in sdp.splitlines() if not _is_candidate_line(line)),
        candidates=candidates,
        candidates_complete=complete,
        mids=mids,
        audio_ssrcs=tuple(s.ssrc for s in audio.ssrc),
        audio_formats=formats,
        surplus=surplus,
    )


def _take_surplus(sdp: str) -> tuple[str, Surplus | None]:
    """Take a second video section and its place in the bundle out of a description."""
    head, *sections = re.split(r"(?m)^(?=m=)", sdp)
    pictures = [index for index, section in enumerate(sections) if section.startswith("m=video")]
    if len(pictures) != 2:  # one is as it should be, and of three it is said below what is wrong
        return sdp, None
    index = pictures[1]
    mid = re.search(r"(?m)^a=mid:(\S+)\s*$", sections.pop(index))
    if mid is None:
        raise SdpError("video section: no a=mid")
    head = re.sub(
        r"(?m)^a=group:BUNDLE .*$",
        lambda group: " ".join(word for word in group[0].split() if word != mid[1]) + "\r",
        head,
    )
    return "".join([head, *sections]), Surplus(index, mid[1])


def refuse_surplus(sdp: str, surplus: Surplus) -> str:
    """Put a refused section where the offer had a second picture (RFC 3264, 6: as many, in order)."""
    parts = re.split(r"(?m)^(?=m=)", sdp)
    refused = f"m=video 0 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP4 0.0.0.0\r\na=mid:{surplus.mid}\r\na=inactive\r\n"
    return "".join([*parts[: surplus.index + 1], refused, *parts[surplus.index + 1 :]])


def _is_candidate_line(line: str) -> bool:
    return line.startswith(("a=candidate:", "a=end-of-candidates"))


def _take_candidates(sdp: str) -> tuple[tuple[RTCIceCandidate, ...], bool]:
    """All candidates, once each: they are repeated in every bundled section."""
    lines = [line.strip() for line in sdp.splitlines() if _is_candidate_line(line)]
    texts = dict.fromkeys(line for line in lines if line.startswith("a=candidate:"))
    if len(texts) > MAX_CANDIDATES:
        raise SdpError(f"at most {MAX_CANDIDATES} candidates, not {len(texts)}")
    found = [candidate for text in texts if (candidate := parse_candidate(text)) is not None]
    return tuple(found), any(line.startswith("a=end-of-candidates") for line in lines)


def shape_local(sdp: str, *, relay_only: bool = False) -> str:
    """Write what aiortc leaves out: how we want Opus.

    Parameters
    ----------
    relay_only : bool
        Whoever made them, no candidates but a relay's leave this machine.
    """
    shaped: list[str] = []
    opus: str | None = None
    for line in sdp.splitlines():
        if relay_only and line.startswith("a=candidate:") and " typ relay" not in line:
            continue
        match = re.match(r"a=rtpmap:(\d+) opus/48000/2$", line)
        if line.startswith(("m=video", "m=application")):
            opus = None
        if opus is not None and line.startswith(f"a=fmtp:{opus} "):
            continue
        shaped.append(line)
        if match:
            opus = match.group(1)
            shaped += [f"a=fmtp:{opus} {OPUS_FMTP}", f"a=ptime:{ASKED_PTIME_MS}"]
    return "".join(line + "\r\n" for line in shaped)


def payload_types(sdp: str, kind: str) -> tuple[int, ...]:
    """Payload types of one section of a description of ours."""
    match = re.search(rf"^m={kind} \d+ \S+ ([\d ]+)\r?$", sdp, re.MULTILINE)
    return tuple(map(int, match.group(1).split())) if match else ()
