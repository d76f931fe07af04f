from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from client.native.errors import ClientError
from client.native.recording.tape import FULL, SOUND, TIMES, Spot, Tape
from rtc.flac import FlacEncoder, read_flac
from tests.test_layering import ROOT


def noise(frames: int, channels: int = 1) -> NDArray[np.float32]:
    steps = np.random.default_rng(4).integers(-(2**22), 2**22, (frames, channels))
    return (steps / 2**23).astype(np.float32)


def quiet(frames: int) -> NDArray[np.float32]:
    return np.zeros((frames, 1), np.float32)


def tape(folder: Path, channels: int = 1) -> Tape:
    return Tape(folder, FlacEncoder(channels), channels=channels)


def read(folder: Path) -> NDArray[np.float32]:
    return np.concatenate(list(read_flac(folder / SOUND)))


@pytest.mark.parametrize("channels", [1, 2])
def test_what_the_microphone_gives_is_on_the_disk_bit_by_bit(tmp_path: Path, channels: int) -> None:
    sound = noise(10_000, channels)
    one = tape(tmp_path / "take", channels)
    for at in range(0, len(sound), 64):
        one.feed(sound[at : at + 64], 7_000 + at, 1.0 + at / 48_000)
    one.close()
    assert np.array_equal(read(tmp_path / "take"), sound)


def test_what_the_device_skips_and_what_is_muted_is_silence_in_its_place(tmp_path: Path) -> None:
    sound = noise(300)
    one = tape(tmp_path / "take")
    one.feed(sound[:100], 500, 0.0)
    one.feed(sound[100:200], 650, 0.0)
    one.feed(sound[200:], 750, 0.0, muted=True)
    one.feed(sound[:100], 850, 0.0)
    one.close()
    got = read(tmp_path / "take")
    expected = [sound[:100], quiet(50), sound[100:200], quiet(100), sound[:100]]
    assert np.array_equal(got, np.concatenate(expected))


def test_samples_are_stamped_with_lesson_time_and_its_bound(tmp_path: Path) -> None:
    one = tape(tmp_path / "take")
    one.feed(noise(64), 48_000, 7.5)
    one.feed(noise(64), 48_064, 7.6)
    assert one.spot == Spot(64, 7.6)
    one.note(Spot(64, 7.6), 1234.5, 0.0005)
    one.close()
    assert [json.loads(line) for line in (tmp_path / "take" / TIMES).open()] == [[64, 1234.5, 0.0005]]


def test_a_card_of_other_channels_goes_on_in_those_it_began_with(tmp_path: Path) -> None:
    one = tape(tmp_path / "take")
    one.feed(noise(100, 2), 0, 0.0)
    one.close()
    assert np.array_equal(read(tmp_path / "take"), noise(100, 2)[:, :1])


def test_what_is_recorded_is_its_owners_alone(tmp_path: Path) -> None:
    tape(tmp_path / "take").close()
    assert (tmp_path / "take" / SOUND).stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ClientError, match="Cannot record"):
        tape(tmp_path / "file" / "take")


class Full:
    """An encoder whose file lies on a full disk."""

    header = b""

    def encode(self, block: object) -> bytes:
        raise OSError(errno.ENOSPC, "No space left on device")

    def finish(self) -> bytes:
        return b""


def test_a_full_disk_says_so_and_feeding_goes_on(tmp_path: Path) -> None:
    one = Tape(tmp_path / "take", Full(), channels=1)
    one.feed(noise(64), 0, 0.0)
    one.close()
    assert one.problem == FULL
    one.feed(noise(64), 64, 0.0)


RECORD = """
import sys
from pathlib import Path
import numpy as np
from client.native.recording.tape import Tape
from rtc.flac import FlacEncoder
one = Tape(Path(sys.argv[1]), FlacEncoder(1), channels=1)
fed, block = 0, (np.random.default_rng(4).standard_normal((480, 1)) * 0.1).astype(np.float32)
while True:
    while fed - one.written_frames > 24_000:
        one._thread.join(0.01)
    one.feed(block, fed, fed / 48_000)
    fed += 480
    print(fed, flush=True)
"""


def test_a_killed_end_has_lost_less_than_a_second(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", RECORD, str(tmp_path / "take")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout is not None
        fed = next(int(line) for line in process.stdout if int(line) >= 3 * 48_000)
        process.send_signal(signal.SIGKILL)
    assert len(read(tmp_path / "take")) >= fed - 48_000


def torn(data: bytes) -> bytes:
    return data[:-1000]


def flipped(data: bytes) -> bytes:
    return data[:-1000] + bytes([data[-1000] ^ 1]) + data[-999:]


@pytest.mark.parametrize("damage", [torn, flipped])
def test_a_damaged_end_is_read_up_to_the_last_whole_frame(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    one = tape(tmp_path / "take")
    one.feed(noise(20_000), 0, 0.0)
    one.close()
    file = tmp_path / "take" / SOUND
    file.write_bytes(damage(file.read_bytes()))
    got = read(tmp_path / "take")
    assert len(got) == 4 * 4608
    assert np.array_equal(got, noise(20_000)[: len(got)])
