"""Pictures that can be read in print and in grey: line styles, markers and hatches besides colours."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.device.record import Device, Long, Screened

_SIZE = (8.6, 3.1)
_STYLES = (("#8a3d1d", "-", "o"), ("#24577f", "--", "s"), ("#2f6149", ":", "^"), ("#444444", "-.", "D"))
_TICKS_HZ = (31.5, 63, 125, 250, 500, 1000, 2000, 4000, 8000, 16_000)
_LEAST_SWING_DB = 3.0


def new() -> tuple[Any, Any]:
    """An empty picture and its axes."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - heavy

    figure = Figure(figsize=_SIZE, layout="constrained")
    axes = figure.add_subplot()
    axes.grid(visible=True, color="#dddddd", linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure, axes


def embedded(figure: Any, title: str, words: str) -> str:
    """As HTML: an SVG within the page, what it shows in words for those who do not see it, and beneath it."""
    import matplotlib as mpl  # noqa: PLC0415 - heavy

    out = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "klangbro", "svg.fonttype": "path"}):
        figure.savefig(out, format="svg", metadata={"Date": None})
    source = f"data:image/svg+xml;base64,{base64.b64encode(out.getvalue()).decode()}"
    return (
        f"<figure><figcaption><h3>{escape(title)}</h3></figcaption>"
        f'<img class="plot" alt="{escape(words, quote=True)}" src="{source}">'
        f'<p class="quiet">{escape(words)}</p></figure>'
    )


def round_trips(devices: Sequence[Device]) -> str:
    """Round trip by block, a line for each rate; hollow where it dropped out."""
    figure, axes = new()
    lines = 0
    for device in devices:
        for rate_hz in sorted({one.rate_hz for one in device.screened}):
            found = [one for one in device.screened if one.rate_hz == rate_hz and one.rtl_samples is not None]
            if not found:
                continue
            colour, style, marker = _STYLES[lines % len(_STYLES)]
            label = f"{rate_hz / 1000:g} kHz" + (f", {device.name}" if len(devices) > 1 else "")
            at, late = [one.block_frames for one in found], [_ms(one) for one in found]
            axes.plot(at, late, color=colour, linestyle=style, label=label)
            for one, x, y in zip(found, at, late, strict=True):
                whole = not (one.xruns or one.slips)
                axes.plot([x], [y], marker=marker, color=colour, markerfacecolor=colour if whole else "white")
            lines += 1
    axes.set_xscale("log", base=2)
    blocks = sorted({one.block_frames for device in devices for one in device.screened})
    axes.set_xticks(blocks, [str(block) for block in blocks])
    axes.minorticks_off()
    axes.set(xlabel="frames a block", ylabel="round trip, ms", ylim=(0, None))
    if lines:
        axes.legend(frameon=False)
    return embedded(figure, "Round trip by block", _trip_words(devices))


def _ms(one: Screened) -> float:
    return (one.rtl_samples or 0.0) / one.rate_hz * 1000


def _trip_words(devices: Sequence[Device]) -> str:
    parts = [
        f"{one.block_frames} frames {_ms(one):.1f} ms{'' if not one.xruns + one.slips else ', dropped out'}"
        for device in devices
        for one in device.screened
        if one.rate_hz == 48_000 and one.rtl_samples is not None
    ]
    return f"At 48 kHz: {'; '.join(parts)}. Hollow marks dropped out." if parts else "Nothing came back."


def responses(looked: Sequence[tuple[str, Long]]) -> str:
    """Third-octave bands against 1 kHz."""
    figure, axes = new()
    lowest, highest, words = 0.0, 0.0, []
    for index, (label, long) in enumerate(looked):
        level = long.sound.response_db
        if level is None:
            continue
        colour, style, marker = _STYLES[index % len(_STYLES)]
        axes.plot(
            long.sound.response_hz,
            level,
            color=colour,
            linestyle=style,
            marker=marker,
            markersize=3,
            label=label,
        )
        lowest, highest = min(lowest, *level), max(highest, *level)
        inside = [one for hz, one in zip(long.sound.response_hz, level, strict=True) if 40 <= hz <= 16_500]
        # Nobody's response is -0.0 dB.
        least, most = (round(one, 1) + 0.0 for one in (min(inside), max(inside)))
        words.append(f"{label}: {least:+.1f} to {most:+.1f} dB from 40 Hz to 16 kHz")
    axes.set_xscale("log")
    axes.set_xticks(_TICKS_HZ, [f"{hz / 1000:g}k" if hz >= 1000 else f"{hz:g}" for hz in _TICKS_HZ])
    axes.minorticks_off()
    axes.set(xlabel="Hz", ylabel="dB against 1 kHz")
    axes.set_ylim(min(lowest - 0.5, -_LEAST_SWING_DB), max(highest + 0.5, _LEAST_SWING_DB))
    if words:
        axes.legend(frameon=False)
    return embedded(figure, "Response", "; ".join(words) + ".")


def course(title: str, unit: str, runs: Sequence[tuple[str, Sequence[float]]]) -> str:
    """A figure's observations in the order they came, of one run or two."""
    figure, axes = new()
    words = []
    for index, (label, values) in enumerate(runs):
        colour, style, marker = _STYLES[index % len(_STYLES)]
        axes.plot(values, color=colour, linestyle=style, marker=marker, markersize=3, label=label)
        middle = sorted(values)[len(values) // 2]
        words.append(
            f"{label}: {min(values):.4g} to {max(values):.4g} {unit}, middle {middle:.4g}, n {len(values)}"
        )
    axes.set(xlabel="observation", ylabel=unit)
    axes.ticklabel_format(useOffset=False)
    if len(runs) > 1:
        axes.legend(frameon=False)
    return embedded(figure, title, "; ".join(words) + ".")
