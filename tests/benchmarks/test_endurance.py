from __future__ import annotations

import pytest

from benchmarks.endurance import Look, add_end
from benchmarks.frame import Figure, Run
from benchmarks.processes import Message

MIB = 2**20


def status(*, inserted: int = 40, underruns: int = 1, now_s: float = 0.0, cpu_s: float = 0.0) -> Message:
    far = {"inserted_samples": inserted, "removed_samples": 7, "underruns": underruns, "drift_ppm": 99.9}
    engine = {"callback_p999_ms": 0.4, "faults": 0}
    return {"far": [far], "engine": engine, "now_s": now_s, "cpu_s": cpu_s}


def figures_of(first: Message, last: Message, looks: list[Look]) -> dict[str, Figure]:
    run = Run("endurance", seed=1, seconds=2700.0)
    add_end(run, "pupil", first, last, looks)
    return {figure.name.removeprefix("pupil."): figure for figure in run.figures}


def test_what_was_made_up_before_it_had_settled_does_not_count() -> None:
    found = figures_of(status(), status(now_s=100.0, cpu_s=20.0), [])
    assert found["inserted"].value == 0.0 and found["inserted"].holds is True
    assert found["cpu"].value == 20.0


def test_what_was_inserted_for_drift_misses_the_bar() -> None:
    found = figures_of(status(), status(inserted=41, underruns=2, now_s=9.0), [])
    assert found["inserted"].holds is False and found["underruns"].holds is False


def test_growth_is_that_of_the_second_half_while_the_first_may_still_warm_up() -> None:
    looks = [Look(50 * MIB, 5), Look(80 * MIB, 9), Look(81 * MIB, 9), Look(81 * MIB, 9)]
    found = figures_of(status(), status(now_s=9.0), looks)
    assert found["rss_grown"].value == 0.0 and found["threads_grown"].value == 0.0
    leaking = figures_of(status(), status(now_s=9.0), [*looks, Look(90 * MIB, 10)])
    assert leaking["rss_grown"].holds is False and leaking["threads_grown"].holds is False


def test_who_was_alone_is_said() -> None:
    with pytest.raises(ValueError, match="the pupil was alone"):
        figures_of({"far": []}, status(), [])
