from benchmarks.frame import Run
from benchmarks.pages import report


def test_the_table_has_a_row_for_each_weather_and_way_with_units_and_dashes() -> None:
    run = Run("pages", seed=1, seconds=60.0)
    run.figure("lte.page_page.mouth_to_ear_p50", 151.4, "ms")
    run.figure("lte.page_page.concealed", 0.26, "%")
    lines = report.markdown(run, ["lte"]).splitlines()
    assert len(lines) == 5
    assert lines[2] == "| 4G | page to page | 151 ms | – | – | – | 0.3 % |"
    assert "<td>151 ms</td>" in report.html(run, ["lte"])


def test_the_page_in_markdown_says_how_its_table_was_measured() -> None:
    run = Run("pages", seed=4, seconds=45.0)
    run.figure("lte.page_page.mouth_to_ear_p50", 151.4, "ms")
    said = report.document(run, ["lte"])
    assert "- Measured: 45 s in each lesson, seed 4" in said
    assert said.endswith(report.markdown(run, ["lte"]) + "\n")
