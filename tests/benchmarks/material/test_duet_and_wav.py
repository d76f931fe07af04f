from pathlib import Path

import numpy as np
import pytest

from benchmarks.material import SAMPLE_RATE_HZ, duet, read_wav, write_wav


def test_a_seed_is_the_same_music_and_another_seed_is_not() -> None:
    first, again, other = duet(3, 2), duet(3, 2), duet(4, 2)
    assert np.array_equal(first.violin, again.violin) and np.array_equal(first.cello, again.cello)
    assert not np.allclose(first.violin, other.violin)


def test_both_parts_last_exactly_as_long_as_asked_and_stay_within_scale() -> None:
    for part in (duet(1, 1.5).violin, duet(1, 1.5).cello):
        assert part.shape == (72_000, 1) and part.dtype == np.float32
        assert 0.39 < float(np.abs(part).max()) <= 0.4001


def test_phrases_are_parted_by_silence() -> None:
    violin = duet(2, 8).violin[:, 0]
    rest = violin[int(6.5 * SAMPLE_RATE_HZ) : int(6.9 * SAMPLE_RATE_HZ)]
    assert float(np.abs(rest).max()) == 0.0
    assert float(np.abs(violin[: 5 * SAMPLE_RATE_HZ]).max()) > 0.1


def test_no_time_is_no_music() -> None:
    with pytest.raises(ValueError, match="a duet of 0 s"):
        duet(1, 0)


@pytest.mark.parametrize("channels", [1, 2])
def test_a_wav_reads_back_to_within_its_16_bits(tmp_path: Path, channels: int) -> None:
    samples = np.random.default_rng(1).uniform(-1, 1, (500, channels)).astype(np.float32)
    write_wav(tmp_path / "a.wav", samples)
    back, rate_hz = read_wav(tmp_path / "a.wav")
    assert rate_hz == SAMPLE_RATE_HZ and back.shape == samples.shape
    assert float(np.abs(back - samples).max()) < 1e-4


def test_what_is_over_full_scale_is_clipped_not_wrapped(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", np.array([[1.5], [-1.5]], dtype=np.float32))
    assert np.allclose(read_wav(tmp_path / "a.wav")[0], [[1.0], [-1.0]], atol=1e-3)
