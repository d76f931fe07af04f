import xml.etree.ElementTree as ET

import numpy as np
import pytest

from benchmarks.plot import Chart, Kind, Series, envelope, ticks

X = np.array([0.0, 1.0, 2.0])
Y = np.array([1.0, np.nan, 3.0])


def test_a_chart_is_well_formed_and_says_its_content_in_words() -> None:
    kinds: tuple[Kind, ...] = ("line", "step", "dots", "area", "spans")
    series = [Series(kind, X, X, "one", f"{kind} & more") for kind in kinds]
    band = Series("band", X, X, "two", "band", low=-X)
    chart = Chart("Delay <over> time", 'It says "3 ms".', "ms", (0, 2), (0, 4), [*series, band])
    root = ET.fromstring(chart.html())
    svg = root.find("div/svg")
    assert svg is not None and svg.get("role") == "img"
    assert svg.get("aria-label") == 'It says "3 ms".'
    assert [item.text or "".join(item.itertext()) for item in root.iter("li")][:1] == ["line & more"]


def test_a_missing_value_breaks_the_line() -> None:
    html = Chart("t", "w", "ms", (0, 2), (0, 4), [Series("line", X, Y, "one", "l")]).html()
    line = html.split('class="line one" d="')[1].split('"')[0]
    assert line.count("M") == 2 and "nan" not in line


def test_an_empty_series_draws_nothing() -> None:
    nothing = np.zeros(0)
    assert (
        'class="line'
        not in Chart("t", "w", "", (0, 1), (0, 1), [Series("line", nothing, nothing, "one", "l")]).html()
    )


@pytest.mark.parametrize(
    ("low", "high", "about", "expected"),
    [
        (0, 20, 10, [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]),
        (0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (-3, 3, 3, [-2, 0, 2]),
    ],
)
def test_ticks_are_round_numbers_within_the_range(
    low: float, high: float, about: int, expected: list[float]
) -> None:
    assert ticks(low, high, about) == expected


def test_an_empty_axis_is_refused() -> None:
    with pytest.raises(ValueError, match="an axis from 1 to 1"):
        ticks(1, 1, 5)


def test_an_envelope_holds_every_extreme() -> None:
    signal = np.zeros(1000)
    signal[501], signal[777] = 1.0, -1.0
    at, low, high = envelope(signal, 100)
    assert len(at) == 100 and (high.max(), low.min()) == (1.0, -1.0)
    assert len(envelope(signal[:3], 100)[0]) == 3
