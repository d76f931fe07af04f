"""What audio payload types mean: Opus, and between native ends redundancy and uncompressed sound beside it.

aiortc knows none of the latter. Its descriptions are completed on their way out and read on their way in;
between the two it negotiates Opus alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from aiortc import RTCRtpCodecParameters

from dsp.pcm import PCM_FORMATS, PcmFormat

_RATE_HZ = 48_000
# Counted down from the end of the dynamic range (RFC 3551, 6): aiortc counts up from its beginning.
_LAST_DYNAMIC = 127
_LEAST_DYNAMIC = 96
_M_AUDIO = re.compile(r"^(m=audio \d+ \S+ )([\d ]+)$")
_RTPMAP_OPUS = re.compile(r"^a=rtpmap:(\d+) opus/48000/2$")


@dataclass(frozen=True, slots=True)
class AudioFormats:
    """Payload types of one direction.

    Attributes
    ----------
    opus : int
    red : int or None
        RFC 2198; its blocks may be of any other type here.
    pcm : mapping of PcmFormat to int
    """

    opus: int
    red: int | None = None
    pcm: Mapping[PcmFormat, int] = field(default_factory=dict)

    @property
    def meaning(self) -> dict[int, PcmFormat | None]:
        """How to read a payload of each type (None: Opus); RED is not among them."""
        return {self.opus: None} | {number: one for one, number in self.pcm.items()}

    @property
    def payload_types(self) -> frozenset[int]:
        """All of them."""
        return frozenset((self.opus, *self.pcm.values())) | (set() if self.red is None else {self.red})

    def shared(self, other: AudioFormats) -> AudioFormats:
        """Ours, without what the other end does not know."""
        return AudioFormats(
            self.opus,
            None if other.red is None else self.red,
            {one: number for one, number in self.pcm.items() if one in other.pcm},
        )


def propose(opus: int, taken: Collection[int]) -> AudioFormats:
    """Give everything we know a payload type that no section of the description uses."""
    free = (number for number in range(_LAST_DYNAMIC, _LEAST_DYNAMIC - 1, -1) if number not in taken)
    red, *pcm = (next(free) for _ in range(1 + len(PCM_FORMATS)))
    return AudioFormats(opus, red, dict(zip(PCM_FORMATS, pcm, strict=True)))


def read(codecs: Iterable[RTCRtpCodecParameters]) -> AudioFormats | None:
    """Find what we know among the codecs of an audio section; None: not even Opus."""
    opus: int | None = None
    red: dict[int, str] = {}
    pcm: dict[PcmFormat, int] = {}
    for codec in codecs:
        number, name = codec.payloadType, codec.name.lower()
        if number is None or codec.clockRate != _RATE_HZ:
            continue
        channels = codec.channels or 1
        if name == "opus":
            opus = number if opus is None else opus
        elif name == "red" and channels == 2:
            red[number] = next(iter(codec.parameters), "")
        elif name in ("l16", "l24") and channels in (1, 2):
            pcm.setdefault(PcmFormat(int(name[1:]), channels), number)
    if opus is None:
        return None
    fitting = [number for number, blocks in red.items() if set(blocks.split("/")) == {str(opus)}]
    return AudioFormats(opus, fitting[0] if fitting else None, pcm)


def complete(sdp: str, formats: AudioFormats) -> str:
    """Add to a description of ours what ``formats`` has beyond Opus (RFC 2198, 5; RFC 3190, 6)."""
    beyond = sorted(formats.payload_types - {formats.opus}, reverse=True)
    lines: list[str] = []
    for line in sdp.splitlines():
        section, opus = _M_AUDIO.match(line), _RTPMAP_OPUS.match(line)
        lines.append(" ".join((line, *map(str, beyond))) if section else line)
        if opus and int(opus.group(1)) == formats.opus:
            lines += _lines(formats)
    return "".join(line + "\r\n" for line in lines)


def _lines(formats: AudioFormats) -> list[str]:
    lines = []
    if formats.red is not None:
        lines.append(f"a=rtpmap:{formats.red} red/{_RATE_HZ}/2")
        lines.append(f"a=fmtp:{formats.red} {formats.opus}/{formats.opus}")
    for one, number in formats.pcm.items():
        lines.append(f"a=rtpmap:{number} {one.name}/{_RATE_HZ}/{one.channels}")
    return lines
