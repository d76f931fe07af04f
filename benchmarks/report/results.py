"""Any results on one page; two of the same bench are compared, with how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from benchmarks.changes import Change, changes, words
from benchmarks.device.record import Device
from benchmarks.network.record import NetworkFound
from benchmarks.report.device import section
from benchmarks.report.figures import course, responses, round_trips
from benchmarks.report.page import facts, page, table

Result = dict[str, Any]
_MOST_COURSES = 6


def results_page(results: Sequence[tuple[str, Result]]) -> str:
    """The page.

    Parameters
    ----------
    results : Sequence[tuple[str, dict]]
        A name for each (its file's) and what it holds.
    """
    title = "Klangbro: what was measured"
    parts = [f"<h1>{title}</h1>"]
    compared = len(results) == 2 and results[0][1]["bench"] == results[1][1]["bench"]
    if compared:
        parts.append(comparison(results[0], results[1]))
    for name, result in results:
        parts.append(_one(name, result, courses=not compared))
    return page(title, "".join(parts))


def comparison(before: tuple[str, Result], after: tuple[str, Result]) -> str:
    """What changed from one run to the other, what did not, and what nobody can say."""
    found = changes(before[1], after[1])
    changed = [one for one in found if one.changed]
    known = [one for one in found if one.verdict != "cannot say"]
    lead = summary(found)
    parts = [
        f"<h2>{escape(before[0])} and {escape(after[0])}</h2>",
        f'<p class="lead">{escape(lead)}</p>',
        *(f"<p>{escape(words(one))}</p>" for one in changed),
        '<p class="quiet">A change is named when the 99.9 % interval of the difference lies beyond the '
        "smallest change that matters; the last column is what would be found nine times in ten.</p>",
    ]
    rows = [
        [
            one.name,
            _told(one.before, one.unit),
            _told(one.after, one.unit),
            one.verdict,
            _told(one.detectable, one.unit),
        ]
        for one in known
    ]
    if rows:
        parts.append(table(["figure", "before", "after", "verdict", "would be found from"], rows))
    both = [name for name in before[1].get("samples", {}) if name in after[1].get("samples", {})]
    units = {figure["name"]: figure["unit"] for figure in before[1]["figures"]}
    parts += [
        course(name, units.get(name, ""), [(label, one["samples"][name]) for label, one in (before, after)])
        for name in both[:_MOST_COURSES]
    ]
    devices = [Device.model_validate(one["device"]) for _, one in (before, after) if one.get("device")]
    if len(devices) == 2:
        parts.append(round_trips(devices))
        looked = [
            (name, one.long[0]) for (name, _), one in zip((before, after), devices, strict=True) if one.long
        ]
        parts += [responses(looked)] if looked else []
    return "".join(parts)


def summary(found: Sequence[Change]) -> str:
    """One sentence over all figures."""
    changed = sum(one.changed for one in found)
    unknown = sum(one.verdict == "cannot say" for one in found)
    said = (
        "Nothing changed that could be seen" if not changed else f"{changed} of {len(found)} figures changed"
    )
    return f"{said}; {unknown} were measured too seldom to say." if unknown else f"{said}."


def _one(name: str, result: Result, *, courses: bool) -> str:
    parts = [f"<h2>{escape(name)}</h2>", f"<p>{escape(method(result['bench']))}</p>"]
    if result.get("device"):
        parts.append(section(Device.model_validate(result["device"]), heading="h3"))
    if result.get("network"):
        found = NetworkFound.model_validate(result["network"])
        parts.append("".join(f"<p>{escape(words)}</p>" for words in found.sentences))
    rows = [
        [
            figure["name"],
            _told(figure["value"], figure["unit"]),
            _told(figure.get("spread"), figure["unit"]),
            str(figure.get("n", 1)),
            "" if figure.get("bar") is None else f"{figure['op']} {figure['bar']:g}",
            {True: "yes", False: "no", None: ""}[figure.get("holds")],
        ]
        for figure in result["figures"]
    ]
    parts.append(table(["figure", "value", "spread", "n", "asked", "holds"], rows))
    if courses:
        units = {figure["name"]: figure["unit"] for figure in result["figures"]}
        told = list(result.get("samples", {}).items())[:_MOST_COURSES]
        parts += [
            course(key, units.get(key, ""), [(name, values)]) for key, values in told if len(values) > 1
        ]
    return "".join(parts) + footer(result)


def method(bench: str) -> str:
    """What a bench does, in its own words."""
    from benchmarks.registry import bench_app  # noqa: PLC0415 - the benches know this module

    for command in bench_app.registered_commands:
        if command.name == bench and command.callback is not None:
            said = (command.callback.__doc__ or "").strip().splitlines()
            return f"klangbro bench {bench}: {said[0]} How: benchmarks/README.md." if said else ""
    return f"klangbro bench {bench}, which this version does not know."


def footer(result: Result) -> str:
    """On what, how long, with which seeds."""
    machine = result["machine"]
    pairs = [
        (
            "Machine",
            f"{machine.get('cpu', '')}, {machine.get('cores', '')} cores, {machine.get('system', '')}",
        ),
        ("Load before", str(machine.get("load_1min", "not known"))),
        ("Klangbro", str(result["version"])),
        ("Seconds", f"{result['seconds']:g}"),
        ("Seeds", _seeds(result["seeds"])),
    ]
    notes = "".join(f"<p>{escape(note)}</p>" for note in result.get("notes", []))
    return notes + facts(pairs)


def _seeds(seeds: list[int]) -> str:
    few = len(seeds) <= 8
    return (
        ", ".join(str(seed) for seed in seeds) if few else f"{seeds[0]} to {seeds[-1]}, {len(seeds)} in all"
    )


def _told(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    # 170600 rows are not 1.706e+05 rows to anybody.
    number = f"{value:.0f}" if 10_000 <= abs(value) < 1e9 else f"{value:.4g}"
    return number if unit == "1" else f"{number} {unit}"
