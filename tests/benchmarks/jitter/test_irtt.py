import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.jitter.irtt import parse, read


def result(delays_ms: list[float | None], interval_ns: int = 2_500_000) -> dict[str, Any]:
    trips = []
    for number, delay in enumerate(delays_ms):
        trip: dict[str, Any] = {"seqno": number, "lost": "true" if delay is None else "false"}
        if delay is not None:
            trip["delay"] = {"receive": int(delay * 1e6), "rtt": int(2e6 * delay), "send": int(delay * 1e6)}
        trips.append(trip)
    return {"config": {"params": {"interval": interval_ns}}, "round_trips": trips}


def test_delays_become_transits_and_losses_stay_losses(tmp_path: Path) -> None:
    file = tmp_path / "path.json.gz"
    file.write_bytes(gzip.compress(json.dumps(result([5.0, 6.0, None, 5.0, 5.0, 5.0])).encode()))
    trace = read(file)
    assert trace.ptime_samples == 120
    assert np.isnan(trace.transit[2])
    assert trace.transit[1] == pytest.approx(48.0)


def test_clocks_that_differ_leave_no_slope() -> None:
    trace = parse(result([1000.0 + 0.01 * number for number in range(900)]), "send")
    assert np.abs(trace.transit).max() < 1.0


def test_what_is_no_irtt_result_is_refused_with_its_name(tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    file.write_text("{}")
    with pytest.raises(ValueError, match=r"other\.json: no round_trips"):
        read(file)
    with pytest.raises(ValueError, match="no one-way delay"):
        parse(result([None, None]), "receive")
    with pytest.raises(ValueError, match="interval of 0"):
        parse(result([1.0], interval_ns=0), "receive")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["seqno", "delay", "send", "config", "params", "interval"]), inner)
    ),
    max_leaves=8,
)


@given(trips=st.lists(JSON, max_size=4), config=JSON)
def test_any_document_is_read_or_refused(trips: list[Any], config: Any) -> None:
    try:
        parse({"round_trips": trips, "config": config}, "send")
    except ValueError:
        return
