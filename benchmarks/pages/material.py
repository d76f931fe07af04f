"""What the fake devices hold: a chirp a second before the microphone, numbered pictures before the camera."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import m2e
from benchmarks.material import SAMPLE_RATE_HZ, write_wav
from rtc.picture import TestPicture

CHIRP_EVERY_S = 1.0
PICTURES = 150
PICTURES_PER_S = 30
_LOOP_S = 10.0

Samples = NDArray[np.float32]


def write_sound(path: Path) -> None:
    """Write ten seconds of a chord with a chirp every second, as a mono WAV; a fake microphone repeats it."""
    frames = round(_LOOP_S * SAMPLE_RATE_HZ)
    play = m2e.carrier(SAMPLE_RATE_HZ, frames)
    one = m2e.chirp(SAMPLE_RATE_HZ)
    for second in range(round(_LOOP_S / CHIRP_EVERY_S)):
        begin = round((second + 0.3) * CHIRP_EVERY_S * SAMPLE_RATE_HZ)
        play[begin : begin + len(one)] += one
    write_wav(path, play[:, None])


def write_pictures(path: Path) -> None:
    """Write five seconds of numbered test pictures as Y4M; a fake camera repeats them."""
    picture = TestPicture()
    with path.open("wb") as out:
        header = f"YUV4MPEG2 W{picture.width} H{picture.height} F{PICTURES_PER_S}:1 Ip A1:1 C420jpeg\n"
        out.write(header.encode("ascii"))
        for number in range(PICTURES):
            out.write(b"FRAME\n")
            out.write(_planes(picture, number).tobytes())


def _planes(picture: TestPicture, number: int) -> NDArray[np.uint8]:
    """Luma, then the two chroma planes, which a grey picture has all alike."""
    drawn = picture.draw(number, number)
    luma = drawn[: picture.height]
    chroma = np.full(picture.height * picture.width // 2, 128, np.uint8)
    return np.concatenate([luma.ravel(), chroma])
