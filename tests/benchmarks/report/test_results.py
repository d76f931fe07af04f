from __future__ import annotations

from benchmarks.report.results import results_page


def test_large_counts_are_written_out() -> None:
    figure = {"name": "rows.entry", "value": 170_600.0, "unit": "1", "n": 1, "holds": None}
    result = {
        "bench": "region", "version": "0", "machine": {}, "seconds": 1.0, "seeds": [1], "figures": [figure],
    }  # fmt: skip
    html = results_page([("a", result)])
    assert "<td>170600</td>" in html and "e+05" not in html
