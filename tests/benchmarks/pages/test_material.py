from pathlib import Path

import numpy as np

from benchmarks.material import read_wav
from benchmarks.pages import material
from rtc.picture import read_counter


def test_the_fake_camera_shows_numbered_pictures(tmp_path: Path) -> None:
    path = tmp_path / "pictures.y4m"
    material.write_pictures(path)
    data = path.read_bytes()
    header, rest = data.split(b"\n", 1)
    assert header.startswith(b"YUV4MPEG2 W640 H360 F30:1")
    size = len(b"FRAME\n") + 640 * 360 * 3 // 2
    assert len(rest) == material.PICTURES * size
    for number in (0, 41, 149):
        frame = rest[number * size + len(b"FRAME\n") :][: 640 * 360]
        assert read_counter(np.frombuffer(frame, np.uint8).reshape(360, 640)) == (number, number)


def test_the_fake_microphone_chirps_every_second(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    material.write_sound(path)
    samples, rate_hz = read_wav(path)
    assert (samples.shape, rate_hz) == ((480_000, 1), 48_000)
