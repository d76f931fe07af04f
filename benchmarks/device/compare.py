"""``bench device --compare A B``: two interfaces side by side."""

from __future__ import annotations

from pathlib import Path

from benchmarks.device import record, verdict
from benchmarks.frame import Run
from benchmarks.registry import CannotMeasureError


def compare_two(run: Run, files: tuple[Path, Path]) -> None:
    """The best setting of each beside the other's, and which is the better one for a duet."""
    try:
        devices = [record.read_result(file)[1] for file in files]
    except ValueError as error:
        raise CannotMeasureError(str(error)) from error
    best = [verdict.best(one) for one in devices]
    for label, found in zip("AB", best, strict=True):
        if found is not None:
            run.figure(
                f"{label}.rtl", verdict.rtl_ms(found.screened), "ms", n=len(found.screened.lags_samples)
            )
            run.figure(f"{label}.noise_a", found.sound.noise_a_dbfs, "dBFS")
            run.figure(f"{label}.thd_n", found.sound.thd_n_db, "dB")
            run.figure(f"{label}.drift", found.drift_ppm, "ppm", spread=found.drift_halves_ppm)
    run.notes += [f"{label}, {one.name}: {one.sentence}" for label, one in zip("AB", devices, strict=True)]
    run.notes.append(verdict.compared(devices[0], devices[1]))
