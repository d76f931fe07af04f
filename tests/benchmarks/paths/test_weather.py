from pathlib import Path

import numpy as np
import pytest

from benchmarks.paths.weather import PROFILES, SPOKEN, Weather, forecast, main, make, read, write

# What 60 s of seed 7 sum up to. These never change: stored results of years compare by them.
KNOWN = {
    "clean": (60_000_000, 0, 1_800_030_000_000),
    "fibre": (304_741_276, 0, 9_142_630_811_511),
    "dsl": (961_488_778, 98_740, 28_446_679_620_490),
    "lte": (1_885_004_690, 155_760, 56_541_603_932_687),
    "wifi": (352_512_273, 273_760, 10_549_669_379_563),
    "leo": (1_759_886_962, 81_300, 50_044_285_698_570),
}


@pytest.mark.parametrize("profile", PROFILES)
def test_a_seed_gives_the_weather_it_always_gave(profile: str) -> None:
    delay, loss = make(profile, 7, 60)
    assert len(delay) == len(loss) == 60_000
    assert (int(delay.sum()), int(loss.sum()), int((delay * np.arange(1, 60_001)).sum())) == KNOWN[profile]


@pytest.mark.parametrize("profile", PROFILES)
def test_another_seed_gives_other_weather_but_for_the_clean_path(profile: str) -> None:
    same = np.array_equal(make(profile, 1, 5)[0], make(profile, 2, 5)[0])
    assert same == (profile == "clean")


def test_an_unknown_profile_is_an_error_that_lists_the_known() -> None:
    with pytest.raises(ValueError, match="'rain': choose of clean, fibre, dsl, lte, wifi, leo"):
        make("rain", 1, 1)


def test_every_profile_has_a_name_that_people_use() -> None:
    assert tuple(SPOKEN) == PROFILES


@pytest.mark.parametrize("seconds", [0, -1, 0.0001])
def test_no_time_has_no_weather(seconds: float) -> None:
    with pytest.raises(ValueError, match="weather of"):
        make("clean", 1, seconds)


def test_a_file_reads_back_as_it_was_written(tmp_path: Path) -> None:
    made = forecast("wifi", 3, 2)
    write(made, tmp_path / "up.txt")
    back = read(tmp_path / "up.txt")
    assert np.array_equal(back.delay_us, made.delay_us)
    assert np.array_equal(back.loss_per_mille, made.loss_per_mille)


@pytest.mark.parametrize("line", ["1000", "1000 2 3", "fast 0", "1.5 0"])
def test_a_malformed_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "up.txt"
    file.write_text(f"1000 0\n{line}\n")
    with pytest.raises(ValueError, match=r"up\.txt:2: expected <delay_us> <loss_per_mille>"):
        read(file)


def test_an_empty_file_is_no_weather(tmp_path: Path) -> None:
    (tmp_path / "up.txt").touch()
    with pytest.raises(ValueError, match="no weather"):
        read(tmp_path / "up.txt")


@pytest.mark.parametrize(
    ("delay", "loss"), [([], []), ([1], [1, 2]), ([-1], [0]), ([1], [1001]), ([1], [-1])]
)
def test_impossible_weather_is_refused(delay: list[int], loss: list[int]) -> None:
    with pytest.raises(ValueError, match="weather"):
        Weather(np.array(delay, dtype=np.int64), np.array(loss, dtype=np.int64))


def test_weather_starts_over_at_its_end() -> None:
    weather = Weather(np.array([1000, 2000]), np.array([0, 500]))
    assert weather.at(0.0005) == weather.at(0.0025) == (0.001, 0.0)
    assert weather.at(0.0015) == weather.at(10.0015) == (0.002, 0.5)


def test_the_command_prints_the_file_format(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", "1", "0.003"]) == 0
    assert capsys.readouterr().out == "1000 0\n" * 3


def test_the_command_says_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert (main([]), main(["rain", "1", "1"]), main(["lte", "x", "1"])) == (2, 1, 1)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "PROFILE SEED SECONDS" in captured.err and "'rain'" in captured.err
