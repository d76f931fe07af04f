"""``klangbro bench device-truths``: the bench of interfaces against interfaces that are known exactly."""

from __future__ import annotations

from typing import Annotated

import typer

from benchmarks.device.truths import DRIFT_S, FAULTS, Errors, named, one
from benchmarks.frame import Run
from benchmarks.registry import bench

TRUTHS, QUICK_TRUTHS = 200, 20
_FAULTED_SHARE = 10


@bench("device-truths")
def device_truths(
    run: Run,
    truths: Annotated[
        int | None, typer.Option(min=1, help="How many, from --seed on; 200 by default.")
    ] = None,
) -> None:
    """Measure random emulated interfaces and hold what was found against what they are."""
    count = truths or (QUICK_TRUTHS if run.quick else TRUTHS)
    run.seconds = float(count)
    run.seeds = list(range(run.seed, run.seed + count))
    found = [one(seed)[1] for seed in run.seeds]
    add_errors(run, found)
    each = max(1, count // _FAULTED_SHARE)
    for fault in FAULTS:
        rightly = sum(named(seed, fault)[:1] == (fault,) for seed in run.seeds[:each])
        run.figure(f"{fault.value}.named", 100 * rightly / each, "%", n=each)
    run.notes.append(f"Drift from {DRIFT_S:g} s of calls each. No real interface was measured.")


def add_errors(run: Run, found: list[Errors]) -> None:
    """The worst of each error."""
    for name, unit in (
        ("rtl_samples", "samples"),
        ("drift_ppm", "ppm"),
        ("thd_n_db", "dB"),
        ("response_db", "dB"),
        ("noise_db", "dB"),
        ("balance_db", "dB"),
    ):
        errors = [getattr(each, name) for each in found]
        worst = max(abs(error) for error in errors)
        run.figure(f"{name}.worst", worst, unit, n=len(errors), spread=max(errors) - min(errors))
    run.figure("snr_db.least", min(each.snr_db for each in found), "dB", n=len(found))
    wrongly = sum(bool(each.named) for each in found)
    run.figure("whole.named_faulty", 100 * wrongly / len(found), "%", n=len(found))
