"""The page about one staged lesson: what each end heard, how late, and where it was damaged."""

from __future__ import annotations

import math
from html import escape

import numpy as np
from numpy.typing import NDArray

from benchmarks.material import SAMPLE_RATE_HZ
from benchmarks.metrics import GAP_DB
from benchmarks.outcome import Hearing
from benchmarks.plot import Chart, Series, envelope
from benchmarks.report.page import cards, facts, page, table
from dsp.advice import Word, advice_for

Floats = NDArray[np.float64]
_COLUMNS = 880
_GRAIN_S = 0.020
_ADVICE: dict[Word, str] = {
    "together": "Play together.",
    "follow": "Let one lead and the other follow.",
    "turns": "Take turns, or play to the track.",
}


def lesson_page(
    title: str, hearings: tuple[Hearing, Hearing], about: list[tuple[str, str]], *, sounds: bool = True
) -> str:
    """The whole page.

    Parameters
    ----------
    title : str
    hearings : tuple[Hearing, Hearing]
        The teacher's and the pupil's.
    about : list[tuple[str, str]]
        Weather, seed, machine ...: the small print.
    sounds : bool
        Link the WAV files beside the page.
    """
    teacher, pupil = hearings
    body = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="lead">{escape(_in_words(teacher, pupil))}</p>',
        cards(_glance(teacher, pupil)),
        _comparison(teacher, pupil),
        *(_section(hearing, sounds) for hearing in hearings),
        "<h2>How this was measured</h2>",
        f"<p>{_METHOD}</p>",
        facts(about),
    ]
    return page(title, "".join(body))


_METHOD = (
    "Two native peers, each a process of its own, played from files on sound cards made of software, "
    "through encryption, sockets and the weather named below. Outside means: what came out was found again "
    "in what went in by correlation, and timed by the two sound cards' own clocks. The ledger is what the "
    "program shows to the teacher; it has to say the same. Damaged is a 20 ms grain that is off by more than "
    "6 dB or has another spectrum."
)


def _in_words(teacher: Hearing, pupil: Hearing) -> str:
    late, back = teacher.p50_ms, teacher.p50_ms + pupil.p50_ms
    if not math.isfinite(back):
        return "Nothing was heard: the two ends never had each other's sound."
    advice = _ADVICE[advice_for(back / 2)]
    return f"The teacher hears the pupil {late:.0f} ms late, there and back {back:.0f}. {advice}"


def _glance(teacher: Hearing, pupil: Hearing) -> list[tuple[str, str, str]]:
    both = np.concatenate([teacher.delay_ms, pupil.delay_ms])
    p50, p95 = np.percentile(both, [50, 95]) if len(both) else (math.nan, math.nan)
    worst = min((teacher, pupil), key=lambda one: one.correlation)
    return [
        (_one(float(p50)), "ms", "mouth-to-ear, median"),
        (_one(float(p95)), "ms", "mouth-to-ear, 95 %"),
        (f"{(teacher.concealed_pct + pupil.concealed_pct) / 2:.2f}", "%", "of the sound concealed"),
        (f"{(teacher.loss_pct + pupil.loss_pct) / 2:.2f}", "%", "of the packets lost"),
        (f"{worst.correlation:.3f}", "", f"correlation, {worst.ear.part.who}'s ear"),
    ]


def _comparison(teacher: Hearing, pupil: Hearing) -> str:
    both = (teacher, pupil)

    def row(name: str, form: str, value: str) -> list[str]:
        return [name, *(_form(form, float(getattr(one, value))) for one in both)]

    rows = [
        row("Mouth-to-ear, median, outside", "{:.2f} ms", "p50_ms"),
        row("Mouth-to-ear, 95 %, outside", "{:.2f} ms", "p95_ms"),
        row("Mouth-to-ear, median, ledger", "{:.2f} ms", "ledger_ms"),
        row("Ledger minus outside, median", "{:+.2f} ms", "ledger_off_ms"),
        [
            "Bound the ledger gives for its own error",
            *(_form("± {:.2f} ms", _median(one.trace.bound_ms)) for one in both),
        ],
        row("Correlation of heard with played", "{:.3f}", "correlation"),
        row("Packets lost", "{:.2f} %", "loss_pct"),
        row("Concealed, by the program's count", "{:.2f} %", "concealed_pct"),
        row("Damaged, outside", "{:.2f} %", "damaged_pct"),
        row(f"Gaps (over {GAP_DB:g} dB too quiet), outside", "{:.2f} %", "gap_pct"),
    ]
    for part in ("capture", "network", "playout", "output"):
        values = [_median(one.trace.parts_ms[part]) for one in both]
        rows.append([f"Ledger: {part}", *(_form("{:.2f} ms", value) for value in values)])
    heads = [
        "",
        f"Teacher hears the {pupil.ear.part.instrument}",
        f"Pupil hears the {teacher.ear.part.instrument}",
    ]
    return table(heads, rows)


def _section(hearing: Hearing, sounds: bool) -> str:
    ear, mouth = hearing.ear.part, hearing.mouth.part
    heading = f"What the {ear.who} heard of the {mouth.who}'s {mouth.instrument}"
    charts = [_waveforms(hearing), _mouth_to_ear(hearing), _playout(hearing), _marks(hearing)]
    players = _players(ear.who, mouth.who, mouth.instrument) if sounds else ""
    return f"<h2>{escape(heading)}</h2>{players}{''.join(chart.html() for chart in charts)}"


def _players(ear: str, mouth: str, instrument: str) -> str:
    pairs = (
        (f"{mouth}-played.wav", f"Played by the {mouth}: {instrument}"),
        (f"{ear}-heard.wav", f"Heard by the {ear}"),
    )
    boxes = "".join(
        f'<label>{escape(words)}<audio controls preload="metadata" src="{escape(file)}"></audio></label>'
        for file, words in pairs
    )
    return f'<div class="sound">{boxes}</div>'


def _span_s(hearing: Hearing) -> float:
    return len(hearing.played) / SAMPLE_RATE_HZ


def _waveforms(hearing: Hearing) -> Chart:
    """Played above, heard below it, moved by its delay so that the two stand under each other."""
    span_s = _span_s(hearing)
    shift = round(float(np.median(hearing.alignment.lag))) if len(hearing.alignment.lag) else 0
    heard = hearing.heard[max(0, shift) : max(0, shift) + len(hearing.played)]
    peak = max(float(np.abs(hearing.played).max(initial=0)), float(np.abs(heard).max(initial=0)), 1e-6)
    series = []
    for signal, middle, style, label in (
        (hearing.played, 1.0, "two", "played"),
        (heard, -1.0, "one", "heard"),
    ):
        at, low, high = envelope(signal, _COLUMNS) if len(signal) else (np.zeros(0),) * 3
        along = at * len(signal) / SAMPLE_RATE_HZ
        series.append(Series("band", along, middle + high / peak, style, label, middle + low / peak))
    words = (
        f"Waveforms over {span_s:.0f} s: played above, heard below, moved by its median delay. "
        f"They correlate by {hearing.correlation:.3f}."
    )
    return Chart("Played and heard, put under each other", words, "", (0, span_s), (-2.05, 2.05), series, 200)


def _mouth_to_ear(hearing: Hearing) -> Chart:
    trace, span_s = hearing.trace, _span_s(hearing)
    weather = hearing.mouth.part.weather
    series = []
    if weather is not None:
        # The worst of every 20 ms: a spike of a millisecond is what a buffer has to stand.
        each = 20
        count = min(len(weather.delay_us), round(span_s * 1000)) // each
        worst_ms = weather.delay_us[: count * each].reshape(count, each).max(axis=1) / 1000
        series.append(
            Series(
                "area", (np.arange(count) + 0.5) * each / 1000, worst_ms, "quiet", "one-way delay of the path"
            )
        )
    series.append(Series("line", trace.time_s, trace.ledger_ms, "two", "ledger"))
    series.append(Series("dots", hearing.delay_s, hearing.delay_ms, "one", "outside"))
    top = _top([one.y for one in series])
    words = (
        f"Mouth-to-ear over time. From outside its median is {_one(hearing.p50_ms)} ms and 95 % keep within "
        f"{_one(hearing.p95_ms)} ms; the program's own ledger says {_one(hearing.ledger_ms)} ms."
    )
    return Chart("Mouth-to-ear", words, "ms", (0, span_s), (0, top), series)


def _playout(hearing: Hearing) -> Chart:
    trace = hearing.trace
    series = [
        Series("step", trace.time_s, trace.target_ms, "three", "target delay"),
        Series("line", trace.time_s, trace.playout_ms, "two", "playout delay"),
    ]
    words = (
        f"Playout and target delay over time: playout is {_one(_median(trace.playout_ms))} ms in the median, "
        f"from {_one(_least(trace.playout_ms))} to {_one(_most(trace.playout_ms))} ms."
    )
    top = _top([one.y for one in series])
    return Chart(
        "Playout delay and what the controller wants",
        words,
        "ms",
        (0, _span_s(hearing)),
        (0, top),
        series,
        180,
    )


def _marks(hearing: Hearing) -> Chart:
    trace, found = hearing.trace, hearing.grains
    at_s = hearing.played_clock.time_of(found.start.astype(np.float64))
    wide = np.full(len(at_s), _GRAIN_S)
    concealed = trace.concealed_now_pct
    top = _top([concealed], least=10.0)
    series = [
        Series("step", _begins(trace.time_s), concealed, "two", "concealed, program's count"),
        Series("spans", at_s[found.damaged], wide[found.damaged], "alert", "damaged, outside"),
    ]
    words = (
        f"Concealment: {hearing.concealed_pct:.2f} % of the sound was synthesised by the program's count; "
        f"{hearing.damaged_pct:.2f} % of 20 ms grains were found damaged from outside."
    )
    return Chart("Concealment and damage", words, "%", (0, _span_s(hearing)), (0, top), series, 150)


def _begins(time_s: Floats) -> Floats:
    """When the span began that a status looks back on: the status before it."""
    return np.concatenate([time_s[:1], time_s[:-1]])


def _top(many: list[Floats], least: float = 5.0) -> float:
    """An upper end for an axis that leaves room above the highest of all."""
    known = np.concatenate([values[np.isfinite(values)] for values in many]) if many else np.zeros(0)
    return float(max(least, 1.12 * known.max(initial=0.0)))


def _median(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else math.nan


def _least(values: Floats) -> float:
    return float(np.nanmin(values)) if np.isfinite(values).any() else math.nan


def _most(values: Floats) -> float:
    return float(np.nanmax(values)) if np.isfinite(values).any() else math.nan


def _one(value: float) -> str:
    return f"{value:.1f}" if math.isfinite(value) else "–"


def _form(form: str, value: float) -> str:
    return form.format(value) if math.isfinite(value) else "–"
