"""What was found out about an interface, for the technician and for whoever decides what is bought."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import urlsplit

from benchmarks.device import verdict
from benchmarks.device.published import published
from benchmarks.device.record import Device, Long
from benchmarks.report.figures import responses, round_trips
from benchmarks.report.page import cards, page, table


def device_page(result: dict[str, Any]) -> str:
    """A page of its own for one result of ``bench device``."""
    from benchmarks.report.results import footer  # noqa: PLC0415 - which knows this module

    device = Device.model_validate(result["device"])
    return page(f"Interface: {device.name}", section(device, heading="h1") + footer(result))


def section(device: Device, heading: str = "h2") -> str:
    """Verdict, figures at a glance, plots and the table of settings."""
    parts = [
        f"<{heading}>{escape(device.name)}</{heading}>",
        f'<p class="lead">{escape(device.sentence)}</p>',
    ]
    if not device.hardware:
        parts.append("<p><strong>No real interface was measured.</strong></p>")
    faults = {fault.words for fault in device.faults} | {
        fault.words for long in device.long for fault in long.faults
    }
    parts += [f"<p>{escape(words)}</p>" for words in sorted(faults) if words != device.sentence]
    best = verdict.best(device)
    if best is not None:
        parts.append(cards(_glance(best)))
    if device.screened:
        parts += [round_trips([device]), _settings(device)]
    if device.long:
        looked = [(str(verdict.setting(one.screened)), one) for one in device.long]
        parts += [responses(looked), _longs(device), _beside()]
    return "".join(parts)


def _beside() -> str:
    """What others have published: not measured here, and on other machines."""
    rows = [
        [one.name, one.setting, _number(one.rtl_ms, 1), one.how, urlsplit(one.source).netloc]
        for one in published()
    ]
    names = ["published by others, not measured here", "setting", "round trip, ms", "how", "source"]
    sources = ", ".join(sorted({escape(one.source) for one in published()}))
    return table(names, rows, words=True) + f'<p class="small">Sources: {sources}</p>'


def _glance(long: Long) -> list[tuple[str, str, str]]:
    sound = long.sound
    made = [(f"{verdict.rtl_ms(long.screened) or 0.0:.2f}", "ms", "round trip")]
    if long.drift_ppm is not None:
        made.append((f"{long.drift_ppm:+.1f}", "ppm", "clock against the system's"))
    made.append((f"{sound.noise_a_dbfs:.0f}", "dBFS", "noise, weighted by A"))
    if sound.thd_n_db is not None:
        made.append((f"{sound.thd_n_db:.0f}", "dB", "distortion and noise at 1 kHz"))
    if sound.crosstalk_db is not None:
        made.append((f"{sound.crosstalk_db:.0f}", "dB", "crosstalk"))
    return made


def _settings(device: Device) -> str:
    rows = [
        [
            str(verdict.setting(one)),
            _number(verdict.rtl_ms(one), 2),
            _number(one.reported_ms, 2),
            str(one.xruns + one.slips),
            str(len(one.lags_samples)),
            one.failed or ("yes" if verdict.holds(one) else "no"),
        ]
        for one in device.screened
    ]
    return table(["setting", "round trip, ms", "driver says, ms", "dropped out", "chirps", "holds"], rows)


def _longs(device: Device) -> str:
    names: list[tuple[str, Callable[[Long], str]]] = [
        ("round trip, ms", lambda one: _number(verdict.rtl_ms(one.screened), 3)),
        ("drift, ppm", lambda one: _number(one.drift_ppm, 1)),
        ("noise, dBFS", lambda one: _number(one.sound.noise_dbfs, 1)),
        ("noise by A, dBFS", lambda one: _number(one.sound.noise_a_dbfs, 1)),
        ("THD+N at 997 Hz, dB", lambda one: _number(one.sound.thd_n_db, 1)),
        ("right less left, dB", lambda one: _number(one.sound.balance_db, 2)),
        ("crosstalk, dB", lambda one: _number(one.sound.crosstalk_db, 1)),
        ("dropped out", lambda one: str(one.screened.xruns + one.screened.slips)),
        ("seconds", lambda one: f"{one.screened.seconds:g}"),
    ]
    rows = [[name, *(tell(one) for one in device.long)] for name, tell in names]
    return table(["looked at for long", *(str(verdict.setting(one.screened)) for one in device.long)], rows)


def _number(value: float | None, digits: int) -> str:
    return "not measured" if value is None else f"{value:.{digits}f}".replace("-0.00", "0.00")
