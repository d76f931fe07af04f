"""One readiness report of a place: a verdict to read first, and all that it stands on."""

from __future__ import annotations

from html import escape
from typing import Any

from benchmarks.device.record import Device
from benchmarks.network.record import NetworkFound
from benchmarks.report import device as device_report
from benchmarks.report import network as network_report
from benchmarks.report.page import cards, page, table
from benchmarks.site.record import EchoFound, Ready, SiteFound

_WORDS = {"together": "together", "follow": "one leads", "turns": "take turns", None: "not known"}


def site_page(result: dict[str, Any]) -> str:
    """The report."""
    from benchmarks.report.results import footer  # noqa: PLC0415 - which knows this module

    found = SiteFound.model_validate(result["site"])
    network = NetworkFound.model_validate(result["network"])
    place = str(result.get("place") or "this place")
    lead, *more = found.sentences
    parts = [
        f"<h1>Readiness of {escape(place)}</h1>",
        f'<p class="lead">{escape(lead)}</p>',
        cards([(_WORDS[one.word], "", one.profile) for one in found.ready]),
        *(f"<p>{escape(words)}</p>" for words in more),
        *(f"<p><strong>Not measured:</strong> {escape(why)}</p>" for why in found.missing),
        _ready(found.ready),
    ]
    if found.echo is not None:
        parts.append(_echo(found.echo))
    if result.get("device"):
        parts.append(device_report.section(Device.model_validate(result["device"])))
    parts.append(network_report.section(network, result.get("samples", {}), _seconds(network)))
    parts.append(network_report.for_it(network, str(result.get("origin", f"https://{network.host}"))))
    return page(f"Readiness of {place}", "".join(parts) + footer({**result, "notes": []}))


def _seconds(network: NetworkFound) -> float:
    """How long each profile was measured."""
    from dsp.path.plans import stream  # noqa: PLC0415 - only where something was measured

    first = network.profiles[0] if network.profiles else None
    if first is None or first.up is None:
        return 0.0
    return first.up.sent * stream(first.profile).interval_us * 1e-6


def _ready(found: list[Ready]) -> str:
    if not found:
        return ""
    rows = [
        ["the network and our wait, ms", *(_number(one.network_ms) for one in found)],
        ["both machines, one way, ms", *(_number(one.machine_ms) for one in found)],
        ["together, with what is made up by weight, ms", *(_number(one.worth_ms) for one in found)],
        ["good for", *(_WORDS[one.word] for one in found)],
    ]
    words = (
        "From sound to sound, one way, if the far end's machine is like this one. Up to 30 ms two can play "
        "together, up to 60 ms with one leading (Chafe and others 2010, Bartlette and others 2006)."
    )
    return f"<h2>By profile</h2><p>{words}</p>" + table(["", *(one.profile for one in found)], rows)


def _echo(echo: EchoFound) -> str:
    rows = [
        ["there and back, median, ms", f"{echo.back_p50_ms:.1f}"],
        ["there and back, p95, ms", f"{echo.back_p95_ms:.1f}"],
        ["correlation of heard with played", f"{echo.correlation:.3f}"],
        ["damaged, % of 20 ms grains", f"{echo.damaged_pct:.2f}"],
        ["lost, %", f"{echo.lost_pct:.2f}"],
        ["made up, %", f"{echo.concealed_pct:.2f}"],
    ]
    words = (
        f"{echo.seconds:.0f} s of violin, {echo.profile}, played from a file to the server's echo and "
        f"recorded as it came back; n = {echo.windows} windows of 0.4 s. No sound card took part in this."
    )
    return f"<h2>A lesson with the echo</h2><p>{words}</p>" + table(["", "found"], rows)


def _number(value: float | None) -> str:
    return "not known" if value is None else f"{value:.1f}"
