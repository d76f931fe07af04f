"""A session's status for the eye: a live terminal view with rich, the same as plain lines, or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from client.native.beat import Parts
from client.native.status import FarStatus, SessionReport, Status
from dsp.advice import Word, advice_for

__all__ = [
    "JsonView",
    "LiveView",
    "PlainView",
    "advice",
    "delay_line",
    "details_line",
    "level_bar",
    "relay_line",
    "render",
    "step_line",
    "summary",
    "theirs_line",
]

_ADVICE: dict[Word, str] = {
    "together": "play together",
    "follow": "let one lead and the other follow",
    "turns": "take turns, or play to the track",
}
_BAR_CELLS = 30
_BAR_FLOOR_DBFS = -60.0
_KEYS_OTHERS = "m mute   s stop recording   b mark   d next device   t track   w who leads   q leave"
_KEYS_TEACHER = "a let in   r refuse   p profile   " + _KEYS_OTHERS.replace(
    "s stop recording", "s record/stop"
)


def level_bar(
    peak_dbfs: float, *, clipped: bool, rms_dbfs: float | None = None, cells: int = _BAR_CELLS
) -> Text:
    """A level from -60 to 0 dBFS: a bar for how loud, a mark and number for the peak; red once it clipped."""
    peak = _cells(peak_dbfs, cells)
    full = peak if rms_dbfs is None else min(peak, _cells(rms_dbfs, cells))
    style = "red" if clipped else "yellow" if peak_dbfs > -6 else "green"
    bar = Text("█" * full, style=style)
    if peak > full:
        bar += Text("░" * (peak - full - 1), style="dim") + Text("▌", style=style)
    bar += Text("░" * (cells - peak), style="dim")
    number = "  silent" if peak_dbfs <= -119 else f"{peak_dbfs:8.0f}"
    return bar + Text(f"{number} dBFS" if peak_dbfs > -119 else number) + Text(" CLIPS" if clipped else "")


def _cells(level_dbfs: float, cells: int) -> int:
    return round(min(1.0, max(0.0, 1 - level_dbfs / _BAR_FLOOR_DBFS)) * cells)


def advice(there_and_back_ms: float) -> str:
    """What one can do with such a delay."""
    return _ADVICE[advice_for(there_and_back_ms / 2)]


def delay_line(far: FarStatus) -> str:
    """The one honest line about a far end."""
    match far.state:
        case "connecting":
            return f"Connecting to {far.name} ..."
        case "silent" | "failed":
            return f"{far.name} has gone silent. Building a new connection ..."
        case "closed":
            return f"The connection to {far.name} has ended."
        case _:
            pass
    if not far.audio:
        return f"The sound of {far.name} comes another way."
    if far.mouth_to_ear_ms is None:
        if far.rtt_ms is None:
            return f"You hear {far.name}; how late is being measured."
        return f"You hear {far.name}; network there and back {far.rtt_ms:.0f} ms."
    line = f"You hear {far.name} {far.mouth_to_ear_ms:.0f} ms late{_bound(far.bound_ms)}"
    if far.there_and_back_ms is None:
        return f"{line}."
    return f"{line}, there and back {far.there_and_back_ms:.0f}: {advice(far.there_and_back_ms)}."


def details_line(far: FarStatus) -> str:
    """Loss, concealment and the parts of the delay."""
    words = [f"loss {far.loss_pct:.1f} %", f"concealed {far.concealed_pct:.2f} %"]
    if far.playout_ms is not None:
        words.append(f"playout delay {far.playout_ms:.1f} ms")
    if far.parts is not None:
        words.append(_sum(far.parts))
    if far.drift_ppm:
        words.append(f"drift {far.drift_ppm:+.0f} ppm")
    if far.picture_frames:
        delay = "" if far.picture_delay_ms is None else f", {far.picture_delay_ms:.0f} ms late"
        words.append(f"picture {far.picture_frames} frames{delay}")
    return " · ".join(words)


def theirs_line(far: FarStatus) -> str:
    """How late they hear us, in its parts; empty while they do not know."""
    if far.theirs_ms is None:
        return ""
    line = f"{far.name} hears you {far.theirs_ms:.0f} ms late{_bound(far.theirs_bound_ms)}"
    return line if far.theirs_parts is None else f"{line} · {_sum(far.theirs_parts)}"


def _sum(parts: Parts) -> str:
    return (
        f"capture {parts.capture:.1f} + network {parts.network:.1f}"
        f" + playout {parts.playout:.1f} + output {parts.output:.1f} ms"
    )


def _bound(bound_ms: float | None) -> str:
    return "" if bound_ms is None or bound_ms == float("inf") else f" (±{bound_ms:.1f})"


def step_line(far: FarStatus) -> str:
    """What either end sends less of just now; empty while all is sent."""
    lines = [far.stepped] if far.stepped else []
    if far.their_picture in ("stills", "resting"):
        lines.append(f"{far.name}'s network is full: their picture rests, the sound stays.")
    return " ".join(lines)


def relay_line(far: FarStatus) -> str:
    """Why a relay is in between and what it costs; empty where there is none."""
    if not far.relayed or far.state != "up":
        return ""
    if far.relay_only:
        return "Sound goes through a relay, so that nobody learns your address. That takes a little longer."
    return (
        "Sound goes through a relay, because a firewall lets nothing straight through. That adds delay:"
        " ask your school's IT to allow UDP between the two ends."
    )


def _lines(status: Status) -> list[str]:
    """The same content without bars, one sentence a line."""
    lines = [line for line in (status.text, status.recording, status.device_away, status.notice) if line]
    lines += [f"{knock.name} ({knock.role}) is knocking." for knock in status.knocks]
    muted = ", muted: nobody hears you" if status.muted else ""
    lines.append(f"Your level {_level(status.peak_dbfs, clipped=status.clipped)}{muted}.")
    for far in status.far:
        lines.append(delay_line(far))
        if far.state == "up" and far.audio:
            lines.append(f"  level {_level(far.peak_dbfs, clipped=far.clipped)}, {details_line(far)}")
            if line := theirs_line(far):
                lines.append(f"  {line}")
        lines += [f"  {line}" for line in (step_line(far), relay_line(far)) if line]
    lines.append(_machine_line(status))
    return lines


def _level(peak_dbfs: float, *, clipped: bool) -> str:
    return ("silent" if peak_dbfs <= -119 else f"{peak_dbfs:.0f} dBFS") + (" CLIPS" if clipped else "")


def _machine_line(status: Status) -> str:
    engine = status.engine
    xruns = engine.device.xruns
    return (
        f"{status.device}{_round_trip(status)} · {status.profile} · xruns {xruns}"
        f" · overruns {engine.overruns}"
        f" · callback {engine.callback_p50_ms:.2f} ms (p99.9 {engine.callback_p999_ms:.2f})"
    )


def _round_trip(status: Status) -> str:
    """The device's own part, and who says so."""
    if status.round_trip_ms is None:
        return ""
    source = "measured" if status.round_trip_measured else "as its driver says"
    return f" ({status.round_trip_ms:.1f} ms round trip, {source})"


def render(status: Status, picture: RenderableType | None = None) -> RenderableType:
    """The whole live view."""
    parts: list[RenderableType] = [Text(status.text, style="bold")]
    if status.device_away:
        parts.append(Text(status.device_away, style="bold red"))
    if status.recording:
        parts.append(Text(status.recording, style="bold red"))
    if status.notice:
        parts.append(Text(status.notice, style="yellow"))
    mine = Text("You   ") + level_bar(status.peak_dbfs, clipped=status.clipped, rms_dbfs=status.rms_dbfs)
    parts.append(mine + Text("  muted", style="bold red") if status.muted else mine)
    for far in status.far:
        parts.append(Text(""))
        if far.audio and far.state == "up":
            bar = level_bar(far.peak_dbfs, clipped=far.clipped, rms_dbfs=far.rms_dbfs)
            parts.append(Text(f"{far.name[:20]}  ") + bar)
        parts.append(Text(delay_line(far), style="bold"))
        if far.audio and far.state == "up":
            parts.append(Text(details_line(far), style="dim"))
            if line := theirs_line(far):
                parts.append(Text(line, style="dim"))
        parts += [Text(line, style="yellow") for line in (step_line(far), relay_line(far)) if line]
    parts += [
        Text(f"{knock.name} ({knock.role}) is knocking. Let in: a   Not now: r", style="yellow")
        for knock in status.knocks
    ]
    if picture is not None:
        parts.append(picture)
    parts.append(Text(""))
    parts.append(Text(_machine_line(status), style="dim"))
    parts.append(Text(_KEYS_TEACHER if status.role == "teacher" else _KEYS_OTHERS, style="dim"))
    return Group(*parts)


def summary(report: SessionReport) -> list[str]:
    """The report in a few sentences."""
    lines = [report.ended, f"{report.seconds:.0f} s on {report.device}, profile {report.profile}."]
    for far in report.far:
        p50, p95 = far.mouth_to_ear_ms.get("p50"), far.mouth_to_ear_ms.get("p95")
        heard = "" if p50 is None or p95 is None else f" {p50:.1f} ms late (95 % within {p95:.1f}),"
        lines.append(
            f"You heard {far.name}{heard} lost {far.loss_pct:.2f} %, concealed {far.concealed_pct:.2f} %."
        )
    engine = report.engine
    lines.append(f"xruns {engine.device.xruns}, overruns {engine.overruns}.")
    return lines


class LiveView:
    """Redraws in place a few times a second."""

    def __init__(self, console: Console, picture: Callable[[], RenderableType | None] = lambda: None) -> None:
        self._console, self._picture = console, picture
        self._live = Live(console=console, auto_refresh=False, transient=True)
        self._live.start()

    def status(self, status: Status) -> None:
        self._live.update(render(status, self._picture()), refresh=True)

    def report(self, report: SessionReport) -> None:
        self.close()
        for line in summary(report):
            self._console.print(line, highlight=False)

    def close(self) -> None:
        self._live.stop()


def _said_at_once(status: Status) -> tuple[object, ...]:
    far = tuple((far.name, far.state, step_line(far)) for far in status.far)
    return status.text, status.device_away, status.notice, status.recording, status.knocks, status.muted, far


class PlainView:
    """Lines, for pipes, logs and screen readers: what changed at once, the figures every ``every_s``."""

    def __init__(self, write: Callable[[str], None], *, every_s: float = 5.0) -> None:
        self._write, self._every_s = write, every_s
        self._key: tuple[object, ...] = ()
        self._next_s = 0.0

    def status(self, status: Status) -> None:
        key = _said_at_once(status)
        if key == self._key and status.elapsed_s < self._next_s:
            return
        self._key, self._next_s = key, status.elapsed_s + self._every_s
        self._all(_lines(status))

    def report(self, report: SessionReport) -> None:
        self._all(summary(report))

    def _all(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._write(line)

    def close(self) -> None:
        """Nothing is held."""


class JsonView:
    """One JSON object a second, and at once what a person is told at once; the report as the last."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._key: tuple[object, ...] = ()
        self._next_s = 0.0

    def status(self, status: Status) -> None:
        key = _said_at_once(status)
        if key != self._key or status.elapsed_s >= self._next_s:
            self._key = key
            self._next_s = status.elapsed_s + 1.0
            self._write(json.dumps(status.as_dict()))

    def report(self, report: SessionReport) -> None:
        self._write(json.dumps(report.as_dict()))

    def close(self) -> None:
        """Nothing is held."""
