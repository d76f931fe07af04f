"""A backing track slower, faster or in another key: decoded, stretched and encoded by libav.

WSOLA (ffmpeg's ``atempo``) changes the speed and leaves the pitch; to move the key, the samples are read
at another rate, which moves pitch and speed alike, and ``atempo`` gives the speed back. One pass over the
file, a packet at a time: ten minutes take a few megabytes of memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal, cast

import av
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.filter import Graph

RATE_HZ = 48_000
MIN_S = 1.0
MAX_S = 600.0
MIN_TEMPO_PERCENT, MAX_TEMPO_PERCENT = 50, 150
MAX_KEY = 6
# Sounds like the original to a trained ear (Opus, stereo music), and three minutes are three megabytes.
BITRATE_BPS = {1: 96_000, 2: 128_000}
# A page holds it decoded, 4 bytes a sample: in two channels as long as that stays about a hundred megabytes.
STEREO_MAX_S = 300.0
# A single stage of atempo above 2 leaves samples out, and below 0.5 repeats too much of them.
_STAGE_MAX, _STAGE_MIN = 2.0, 0.5

Problem = Literal["kind", "short", "long"]
OnDone = Callable[[float], None]


class TrackAudioError(Exception):
    """A file that is no track: ``kind`` nothing here decodes it, ``short`` or ``long`` its length."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"no backing track: {problem}")
        self.problem: Problem = problem


@dataclass(frozen=True)
class Track:
    """What a file holds: how long it plays and in how many channels, 1 or 2."""

    seconds: float
    channels: int


def stages(tempo: float, pitch: float) -> list[tuple[str, str]]:
    """Filters for ``tempo`` times the speed and ``pitch`` times the frequency, in order.

    Parameters
    ----------
    tempo : float
        1.0 is as recorded.
    pitch : float
        1.0 is as recorded, 2.0 an octave up.
    """
    chain: list[tuple[str, str]] = []
    if pitch != 1.0:
        chain += [("asetrate", str(round(RATE_HZ * pitch))), ("aresample", str(RATE_HZ))]
    left = tempo / pitch
    while not _STAGE_MIN <= left <= _STAGE_MAX:
        stage = _STAGE_MAX if left > 1 else _STAGE_MIN
        chain.append(("atempo", repr(stage)))
        left /= stage
    if abs(left - 1.0) > 1e-9:
        chain.append(("atempo", repr(left)))
    return chain


def probe(path: Path, container: str) -> Track:
    """Decode all of a file and say what it holds.

    Parameters
    ----------
    path : Path
    container : str
        libav's name of the format that the file's first bytes show; no other is tried, since some formats
        of libav open further files.

    Raises
    ------
    TrackAudioError
    """
    samples, channels = 0, 1
    for frame in _decoded(path, container, 2):
        samples += frame.samples
    with av.open(str(path), format=container) as file:
        channels = 1 if file.streams.audio[0].channels == 1 else 2
    if samples < MIN_S * RATE_HZ:
        raise TrackAudioError("short")
    return Track(samples / RATE_HZ, channels)


def render(
    path: Path, container: str, to: Path, *, tempo_percent: int, key: int, seconds: float, on_done: OnDone
) -> float:
    """Write a variant as Ogg Opus; how long it plays, s.

    Parameters
    ----------
    path, container
        As for `probe`.
    to : Path
        Written, or written over.
    tempo_percent : int
        50 to 150; 100 is as recorded.
    key : int
        Semitones, -6 to 6.
    seconds : float
        How long the source plays, for `on_done`, which is told the share that is done, 0-1.

    Raises
    ------
    ValueError
        A tempo or key out of range.
    TrackAudioError
    """
    if not MIN_TEMPO_PERCENT <= tempo_percent <= MAX_TEMPO_PERCENT or not -MAX_KEY <= key <= MAX_KEY:
        raise ValueError(f"tempo {tempo_percent} %, key {key}: 50 to 150 % and -6 to 6 semitones")
    channels = 2 if seconds * 100 / tempo_percent <= STEREO_MAX_S else 1
    graph = _graph(stages(tempo_percent / 100, 2.0 ** (key / 12)), channels)
    written = 0
    with av.open(str(to), "w", format="ogg") as out:
        stream = out.add_stream("libopus", rate=RATE_HZ)
        encoder = stream.codec_context
        encoder.layout = _layout(channels)
        encoder.bit_rate = BITRATE_BPS[channels]
        for frame in _stretched(_decoded(path, container, channels), graph, seconds, on_done):
            frame.pts, frame.time_base = written, Fraction(1, RATE_HZ)
            written += frame.samples
            out.mux(encoder.encode(frame))
        out.mux(encoder.encode(None))
    return written / RATE_HZ


def _layout(channels: int) -> str:
    return "mono" if channels == 1 else "stereo"


def _graph(chain: list[tuple[str, str]], channels: int) -> Graph:
    graph = Graph()
    nodes = [
        graph.add_abuffer(
            sample_rate=RATE_HZ, format="flt", layout=_layout(channels), time_base=Fraction(1, RATE_HZ)
        ),
        *(graph.add(name, value) for name, value in chain),
        # What the Opus encoder takes at a time.
        graph.add("aformat", f"sample_fmts=flt:sample_rates={RATE_HZ}:channel_layouts={_layout(channels)}"),
        graph.add("asetnsamples", "n=960:p=0"),
        graph.add("abuffersink"),
    ]
    graph.link_nodes(*nodes).configure()
    return graph


def _stretched(
    frames: Iterator[AudioFrame], graph: Graph, seconds: float, on_done: OnDone
) -> Iterator[AudioFrame]:
    taken = 0
    for frame in frames:
        frame.pts, frame.time_base = taken, Fraction(1, RATE_HZ)
        taken += frame.samples
        graph.push(frame)
        on_done(min(1.0, taken / RATE_HZ / seconds))
        yield from _ready(graph)
    graph.push(None)
    yield from _ready(graph)


def _ready(graph: Graph) -> Iterator[AudioFrame]:
    while True:
        try:
            yield cast(AudioFrame, graph.pull())
        except (av.BlockingIOError, av.EOFError):
            return


def _decoded(path: Path, container: str, channels: int) -> Iterator[AudioFrame]:
    """Every sample at 48 kHz; what is broken in the middle is left out, as a player would."""
    resampler = AudioResampler(format="flt", layout=_layout(channels), rate=RATE_HZ)
    samples = 0
    try:
        with av.open(str(path), format=container) as file:
            if not file.streams.audio:
                raise TrackAudioError("kind")
            stream = file.streams.audio[0]
            for packet in file.demux(stream):
                for frame in _frames(stream.codec_context, packet):
                    frame.pts = None
                    for ready in resampler.resample(frame):
                        samples += ready.samples
                        if samples > MAX_S * RATE_HZ:
                            raise TrackAudioError("long")
                        yield ready
            yield from (ready for ready in resampler.resample(None) if ready.samples)
    except av.FFmpegError as error:
        raise TrackAudioError("kind") from error


def _frames(codec: AudioCodecContext, packet: av.Packet[AudioStream]) -> list[AudioFrame]:
    try:
        return list(codec.decode(packet))
    except av.InvalidDataError:
        return []
