from benchmarks.core.endurance import Endured
from benchmarks.core.loop import payloads, prepared, run
from benchmarks.core.report import core_page
from benchmarks.frame import Run


def test_the_dearest_part_stands_first() -> None:
    cost = run(prepared(), payloads(1)[:40], "clean", seconds=0.5, block=64, seed=1, timed=True)
    made = Run("core", seed=1, bars={})
    for name in ("pull.p50", "pull.p99", "hour.with_samples", "endurance.packet"):
        made.figure(name, 1.0, "us")
    text = core_page(
        made, cost, {"books": 5.0, "decode": 70.0}, Endured([9.0, 9.0], [50.0, 50.0], cost.stats)
    )
    assert text.index("decode") < text.index("books")
