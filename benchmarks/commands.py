"""``klangbro bench``: every bench by its module's name. Importing one registers it (see registry.py)."""

from __future__ import annotations

import importlib

from benchmarks.registry import bench_app

__all__ = ["BENCHES", "bench_app"]

BENCHES = (
    "lesson",
    "mouth_to_ear",
    "endurance",
    "bad_days.command",
    "handover.command",
    "field.command",
    "conceal",
    "jitter.command",
    "redundancy",
    "drift.command",
    "clock.command",
    "together.command",
    "midi.command",
    "core.command",
    "signaling.load",
    "signaling.simulate",
    "relay",
    "pages.command",
    "pages.thin",
    "pages.load",
    "pages.room",
    "device.command",
    "device.check",
    "network.command",
    "network.check",
    "site.command",
    "comparisons",
    "report.command",
    "ledger",
    "region.command",
    "region.tables",
)

bench_app.callback()(lambda: None)  # with a single bench, Typer would drop its name
for _name in BENCHES:
    importlib.import_module(f"benchmarks.{_name}")
