"""A rendered backing track as samples, for an end that plays it."""

from __future__ import annotations

import io
from itertools import chain

import av
import numpy as np
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from .track_audio import MAX_S, RATE_HZ, TrackAudioError

__all__ = ["read_track"]


def read_track(rendered: bytes) -> NDArray[np.float32]:
    """Decode what the server has rendered, to the last sample as every end does.

    Parameters
    ----------
    rendered : bytes
        Ogg Opus.

    Returns
    -------
    NDArray[float32]
        ``(frames, 2)`` at 48 kHz, full scale +-1.

    Raises
    ------
    TrackAudioError
        It is no such file, is empty or longer than any track.

    Notes
    -----
    Realtime-safe: no. Thread-safe: yes; made for a thread of its own.
    """
    parts: list[NDArray[np.float32]] = []
    frames = 0
    try:
        with av.open(io.BytesIO(rendered), "r", format="ogg") as file:
            if not file.streams.audio:
                raise TrackAudioError("kind")
            # One channel stays one: libav would make two of it that are 3 dB softer, as no browser does.
            channels = min(2, file.streams.audio[0].channels)
            resampler = AudioResampler(
                format="flt", layout="mono" if channels == 1 else "stereo", rate=RATE_HZ
            )
            for frame in chain(file.decode(file.streams.audio[0]), (None,)):
                for ready in resampler.resample(frame):
                    parts.append(ready.to_ndarray().reshape(-1, channels).astype(np.float32, copy=False))
                    frames += ready.samples
                    if frames > 2 * MAX_S * RATE_HZ + RATE_HZ:  # the slowest variant of the longest track
                        raise TrackAudioError("long")
    except av.FFmpegError as error:
        raise TrackAudioError("kind") from error
    if not frames:
        raise TrackAudioError("short")
    sound = np.concatenate(parts)
    return sound if channels == 2 else np.repeat(sound, 2, axis=1)
