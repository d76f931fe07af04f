from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.network.truth import read
from benchmarks.paths.linklab import ENTRY
from server.measuring.packets import Kind, Probe, write, write_probe

SESSION = b"s" * 16


def entry(
    payload: bytes, *, way: int, came_ns: int, went_ns: int
) -> np.ndarray[tuple[int], np.dtype[np.void]]:
    made = np.zeros(1, ENTRY)
    raw = np.frombuffer((b"\x45" + b"\0" * 27 + payload)[:64].ljust(64, b"\0"), np.uint8)
    made["came_ns"], made["went_ns"], made["way"], made["head"] = came_ns, went_ns, way, raw
    made["due_ns"] = went_ns
    return made


def test_what_happened_to_each_run_each_way_is_read(tmp_path: Path) -> None:
    probes = [
        entry(
            write_probe(SESSION, 2, Probe(index, 0), 62),
            way=1,
            came_ns=index * 10**6,
            went_ns=-1 if index == 3 else index * 10**6 + 5_000_000 + (index == 9) * 2_000_000,
        )
        for index in range(10)
    ]
    other = [
        entry(write(Kind.HELLO, SESSION), way=1, came_ns=0, went_ns=1),
        entry(b"DNS", way=0, came_ns=0, went_ns=9),
    ]
    np.concatenate([*probes, *other]).tofile(tmp_path / "record")
    found = read(tmp_path / "record")
    assert list(found) == [(2, 1)]
    assert found[2, 1].loss_pct == pytest.approx(10.0)
    assert found[2, 1].late_p95_ms == 0.0
    assert found[2, 1].one_way_p50_ms == pytest.approx(5.0)
    assert found[2, 1].variation_p95_ms == pytest.approx(1.2, abs=0.01)
