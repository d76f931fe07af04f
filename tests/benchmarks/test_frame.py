import io
import json
import math

from rich.console import Console

from benchmarks.bars import Bar
from benchmarks.frame import Run, print_json, print_table


def run() -> Run:
    made = Run("thing", seed=9, bars={"delay": Bar("<=", 10.0, "this test")})
    made.seconds = 12.0
    return made


def test_the_object_has_what_every_bench_promises() -> None:
    made = run()
    made.figure("delay", 8.123456, "ms", n=40, spread=1.0)
    out = io.StringIO()
    print_json(made, out)
    told = json.loads(out.getvalue())
    assert set(told) == {"bench", "version", "machine", "seeds", "seconds", "figures"}
    assert (told["bench"], told["seeds"], told["seconds"]) == ("thing", [9], 12.0)
    assert told["figures"] == [
        {
            "name": "delay",
            "value": 8.1235,
            "unit": "ms",
            "bar": 10.0,
            "op": "<=",
            "holds": True,
            "n": 40,
            "spread": 1.0,
        }
    ]
    assert told["machine"]["cores"] >= 1


def test_where_nothing_was_asked_bar_op_and_holds_are_null() -> None:
    figure = run().figure("other", 1.0, "ms")
    assert (figure.bar, figure.op, figure.holds) == (None, None, None)


def test_a_figure_that_is_not_finite_is_null_and_does_not_hold() -> None:
    made = run()
    figure = made.figure("delay", math.nan, "ms")
    assert (figure.value, figure.holds, made.missed) == (None, False, [figure])


def test_a_median_carries_its_count_and_spread() -> None:
    figure = run().median("delay", [9.0, 4.0, 5.0, math.nan], "ms")
    assert (figure.value, figure.n, figure.spread) == (5.0, 3, 5.0)


def test_the_table_names_every_figure_and_its_verdict() -> None:
    made = run()
    made.figure("delay", 11.0, "ms")
    made.figure("other", None, "%")
    made.notes.append("The machine was busy.")
    out = io.StringIO()
    print_table(made, Console(file=out, width=100))
    text = out.getvalue()
    for word in ("thing", "delay", "11 ms", "<= 10", "no", "not measured", "The machine was busy."):
        assert word in text
