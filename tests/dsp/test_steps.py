from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsp.profiles import ProfileName, profile
from dsp.steps import (
    MOST_PATIENCE_S,
    PATIENCE_S,
    SETTLES_S,
    PathReading,
    QueueWatch,
    RecentShare,
    StepLaw,
    ladder,
    lowered,
)

TICK_S = 0.25
FULL, QUIET = ladder(picture=True), PathReading(0.0, 0.0)
READINGS = st.builds(
    PathReading,
    st.none() | st.floats(0, 2000),
    st.none() | st.floats(0, 100),
)


def _levels(law: StepLaw, readings: list[PathReading], *, start_s: float = 0.0) -> list[int]:
    levels = []
    for tick, reading in enumerate(readings):
        law.feed(reading, now_s=start_s + tick * TICK_S)
        levels.append(law.level)
    return levels


@given(readings=st.lists(READINGS, max_size=400), picture=st.booleans())
def test_after_any_disturbance_all_comes_back(readings: list[PathReading], picture: bool) -> None:
    law = StepLaw(ladder(picture=picture))
    _levels(law, readings)
    calm = int(len(FULL) * MOST_PATIENCE_S / TICK_S) + 1
    assert _levels(law, [QUIET] * calm, start_s=len(readings) * TICK_S)[-1] == 0


@given(readings=st.lists(READINGS, max_size=400))
def test_steps_follow_each_other_no_faster_than_they_can_be_judged(readings: list[PathReading]) -> None:
    levels = [0, *_levels(StepLaw(FULL), readings)]
    changes = [(tick, b - a) for tick, (a, b) in enumerate(itertools.pairwise(levels)) if a != b]
    assert all(-1 <= by <= 2 for _, by in changes)
    for (before, _), (after, by) in itertools.pairwise(changes):
        assert (after - before) * TICK_S >= (SETTLES_S if by > 0 else PATIENCE_S)


@pytest.mark.parametrize("fits_from", range(1, len(FULL)))
def test_a_path_that_carries_only_so_much_is_not_flapped_about(fits_from: int) -> None:
    law, changes, before = StepLaw(FULL), [], 0
    for tick in range(int(1800 / TICK_S)):
        hurt = law.level < fits_from
        law.feed(PathReading(200.0 if hurt else 0.0, 0.0), now_s=tick * TICK_S)
        if law.level != before:
            changes.append(tick * TICK_S)
            before = law.level
    late = [at_s for at_s in changes if at_s > 900]
    assert len(late) <= 2 * 900 / MOST_PATIENCE_S + 1
    assert law.level in (fits_from - 1, fits_from)


def test_the_picture_goes_first_and_the_sound_last() -> None:
    law = StepLaw(FULL)
    words = [law.feed(PathReading(200.0), now_s=tick * TICK_S) for tick in range(120)]
    order = list(dict.fromkeys(words))
    assert [step.picture_bps for step in order[:4]] == [1_500_000, 450_000, 180_000, 0]
    assert [step.bounds_sound for step in order] == [False] * 4 + [True] * 3


def test_a_path_that_chokes_is_relieved_within_two_seconds() -> None:
    law = StepLaw(FULL)
    _levels(law, [PathReading(800.0)] * 8)
    assert law.step.picture_bps == 180_000


def test_loss_without_a_queue_is_the_paths_nature() -> None:
    law = StepLaw(FULL)
    assert set(_levels(law, [PathReading(5.0, 5.0)] * 200)) == {0}
    assert _levels(law, [PathReading(60.0, 5.0)] * 8, start_s=100.0)[-1] > 0


def test_one_bad_reading_changes_nothing() -> None:
    assert set(_levels(StepLaw(FULL), [PathReading(900.0), *[QUIET] * 20])) == {0}


@pytest.mark.parametrize("name", ProfileName)
def test_a_lowered_profile_sends_less_and_keeps_its_name(name: str) -> None:
    chosen = profile(name)
    assert lowered(chosen, FULL[0]) is chosen
    assert lowered(chosen, FULL[3]) is chosen
    for step in FULL[4:]:
        less = lowered(chosen, step)
        assert (less.name, less.codec) == (chosen.name, "opus")
        assert less.bitrate_bps <= chosen.bitrate_bps
        assert less.ptime_samples >= chosen.ptime_samples
        assert less.ptime_samples in (120, 240, 480, 960)


def test_a_queue_is_what_the_round_trip_has_grown_by() -> None:
    watch = QueueWatch()
    assert watch.queue_ms(now_s=0.0) is None
    for tick in range(40):
        watch.add(0.020, now_s=tick * TICK_S)
    for tick in range(40, 48):
        watch.add(0.170, now_s=tick * TICK_S)
    assert watch.queue_ms(now_s=48 * TICK_S) == pytest.approx(150)
    watch.add(0.025, now_s=12.1)  # one that got through at once: nothing stands
    assert watch.queue_ms(now_s=12.1) == pytest.approx(5)
    assert watch.queue_ms(now_s=20.0) is None


def test_a_path_that_became_longer_for_good_is_the_new_measure() -> None:
    watch = QueueWatch()
    for tick in range(int(200 / TICK_S)):
        watch.add(0.02 if tick < 40 else 0.09, now_s=tick * TICK_S)
    assert watch.queue_ms(now_s=200.0) == pytest.approx(0)


def test_a_share_since_the_beginning_tells_of_the_last_seconds() -> None:
    share = RecentShare()
    for tick in range(1, 240):
        recent = share.add(0.0, elapsed_s=tick * TICK_S)
    assert recent == 0.0
    for tick in range(240, 256):  # from now on a tenth is concealed
        elapsed_s = tick * TICK_S
        recent = share.add(10.0 * (elapsed_s - 59.75) / elapsed_s, elapsed_s=elapsed_s)
    assert recent == pytest.approx(10.0, abs=0.1)


def test_without_steps_there_is_no_law() -> None:
    with pytest.raises(ValueError, match="empty"):
        StepLaw(())
