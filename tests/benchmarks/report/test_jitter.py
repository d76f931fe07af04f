from benchmarks.frame import Run
from benchmarks.jitter.compare import PTIME_SAMPLES, compare
from benchmarks.jitter.trace import through
from benchmarks.report.jitter import Shown, jitter_page


def test_the_page_names_every_law_and_draws_two_charts_a_path() -> None:
    shown = Shown("fibre")
    for weight_ms, ptime in PTIME_SAMPLES.items():
        trace = through("fibre", seed=1, seconds=31, ptime_samples=ptime)
        shown.traces[weight_ms], shown.found[weight_ms] = trace, compare(trace, weight_ms)
    run = Run("jitter", seed=1, seconds=31.0)
    text = jitter_page([shown], run)
    for name in ("Klangbro", "NetEq", "JackTrip", "aiortc", "Clairvoyant", "Hindsight"):
        assert name in text
    assert text.count("<figure") == 2
