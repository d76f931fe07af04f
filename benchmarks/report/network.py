"""What a network is good for, and, for the municipality's IT, what has to be opened."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any
from urllib.parse import urlsplit

from benchmarks.network import advice
from benchmarks.network.record import NetworkFound
from benchmarks.report.figures import embedded, new
from benchmarks.report.page import cards, page, table
from dsp.path.found import ProfileFound, WayFound

_COLOURS = {"up": ("#8a3d1d", "-"), "down": ("#24577f", "--")}
_NAMES = {"up": "out of this network", "down": "into this network"}
_WORDS = {"together": "together", "follow": "one leads", "turns": "take turns", None: "not measured"}
_MARKS = {46: "EF, sound", 34: "AF41, picture", 0: "none"}


def network_page(result: dict[str, Any]) -> str:
    """A page of its own for one result of ``bench network``."""
    from benchmarks.report.results import footer  # noqa: PLC0415 - which knows this module

    found = NetworkFound.model_validate(result["network"])
    origin = str(result.get("origin", f"https://{found.host}"))
    body = section(found, result.get("samples", {}), float(result["seconds"]), heading="h1")
    return page(f"Network to {found.host}", body + for_it(found, origin) + footer({**result, "notes": []}))


def section(
    found: NetworkFound, samples: dict[str, Sequence[float]], seconds: float, heading: str = "h2"
) -> str:
    """Verdicts, figures at a glance, plots and tables."""
    lead, *more = found.sentences or advice.sentences(found)
    parts = [
        f"<{heading}>The network to {escape(found.host)}</{heading}>",
        f'<p class="lead">{escape(lead)}</p>',
        cards([(_WORDS[one.word], "", one.profile) for one in found.profiles]),
        f"<ul>{''.join(f'<li>{escape(words)}</li>' for words in more)}</ul>",
    ]
    parts += [course(one, samples, seconds) for one in found.profiles if f"{one.profile}.up.late" in samples]
    if found.profiles:
        parts.append(_profiles(found.profiles))
    parts.append(_ways(found))
    return "".join(parts)


def course(one: ProfileFound, samples: dict[str, Sequence[float]], seconds: float) -> str:
    """How late packets came, over the time, each way."""
    figure, axes = new()
    words = []
    for way, found in (("up", one.up), ("down", one.down)):
        late = samples.get(f"{one.profile}.{way}.late", [])
        if not late or found is None or found.variation_p95 is None:
            continue
        colour, style = _COLOURS[way]
        at = [(index + 0.5) * seconds / len(late) for index in range(len(late))]
        axes.plot(at, late, color=colour, linestyle=style, linewidth=1.2, label=_NAMES[way])
        words.append(
            f"{_NAMES[way]}: {found.variation_p50:.2f} ms in the median, {found.variation_p95:.2f} ms p95, "
            f"{max(late):.1f} ms at most, {found.loss:.2f} % lost, n {found.sent}"
        )
    axes.set(xlabel="s", ylabel="later than the luckiest, ms", ylim=(0, None))
    axes.legend(frameon=False)
    return embedded(figure, f"{one.profile}: how late packets came", "; ".join(words) + ".")


def _profiles(profiles: Sequence[ProfileFound]) -> str:
    heads = ["", *(f"{one.profile}" for one in profiles)]
    rows = [
        ["kbit/s each way", *(f"{one.kbps:.0f}" for one in profiles)],
        ["round trip, median, ms", *(_number(one.rtt_p50) for one in profiles)],
        ["round trip, p95, ms", *(_number(one.rtt_p95) for one in profiles)],
    ]
    for way in ("up", "down"):
        found = [one.up if way == "up" else one.down for one in profiles]
        rows += [[f"{words}, {_NAMES[way]}", *(_cell(one, key) for one in found)] for words, key in _ROWS]
    rows += [
        ["one way without machines, ms", *(_number(one.sound_ms) for one in profiles)],
        ["with what is made up, by weight, ms", *(_number(one.worth_ms) for one in profiles)],
        ["good for", *(_WORDS[one.word] for one in profiles)],
    ]
    return "<h2>By profile</h2>" + table(heads, rows)


_ROWS = (
    ("variation p50, ms", "variation_p50"),
    ("variation p95, ms", "variation_p95"),
    ("variation p99, ms", "variation_p99"),
    ("one way, ms ± bound", "one_way"),
    ("lost, %", "loss"),
    ("longest run lost", "burst"),
    ("out of order, %", "reordered"),
    ("wait, ms", "wait"),
    ("made up, %", "concealed"),
)


def _cell(found: WayFound | None, key: str) -> str:
    if found is None:
        return "not measured"
    if key == "one_way":
        if found.one_way_p50 is None or found.bound is None:
            return "not measured"
        return f"{found.one_way_p50:.1f} ± {found.bound:.1f}"
    if key == "burst":
        return str(max(found.bursts, default=0))
    value = getattr(found, key)
    return _number(value)


def _ways(found: NetworkFound) -> str:
    rows = [
        ["HTTPS to the server", "yes" if found.reach.server == "direct" else "through the proxy", ""],
        [f"UDP {found.port} to the server", "yes" if found.reach.udp else "no", ""],
    ]
    for one in found.reach.trials:
        took = "" if one.took_ms is None else f"{one.took_ms:.0f} ms"
        rows.append(
            [f"Relay by {one.way.upper()}, {one.url}", "yes" if one.ok else "no", took or one.problem]
        )
    for mark in found.marks:
        told = f"there {_mark(mark.there)}, back {_mark(mark.back)}"
        rows.append([f"Mark {mark.sent} ({_MARKS.get(mark.sent, '')})", told, ""])
    if found.mtu_up is not None:
        rows.append(["Largest packet, bytes", f"out {found.mtu_up}, both ways {found.mtu_both}", ""])
    if found.nat is not None:
        rows.append(["Address translation", found.nat.mapping, found.nat.filtering])
    rows.append(["Used for this measurement", f"{found.bytes / 1e6:.1f} MB", ""])
    return "<h2>What gets through</h2>" + table(["", "found", "more"], rows, words=True)


def for_it(found: NetworkFound, origin: str) -> str:
    """The page for the municipality's IT: ports, and a browser's policies."""
    https = urlsplit(origin).port or 443
    return "".join(
        (
            '<h2 class="sheet">For the municipality\'s IT</h2>',
            "<p>Klangbro carries the sound and picture of instrument lessons. It asks for nothing "
            "from outside to be let in: these go out, and answers to them come back.</p>",
            table(["let out", "to", "for"], [list(row) for row in advice.ports(found, https)], words=True),
            "<p>Please exempt the server from TLS inspection and from proxies: sound that passes through "
            "one is late. Where traffic is given classes: DSCP 46 (EF) is sound, 34 (AF41) is picture.</p>",
            "<h3>Chrome and Edge, managed</h3>",
            table(["policy", "value", "why"], [list(row) for row in advice.policies(origin)], words=True),
        )
    )


def _mark(value: int | None) -> str:
    return "not known" if value is None else str(value)


def _number(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.2f}"
