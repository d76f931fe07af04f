"""The page about concealed gaps: a table per case, and spectrograms of one gap filled in each way."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from html import escape

import numpy as np
from numpy.typing import NDArray

from benchmarks.conceal.bench import CASES, Case, fill, mean
from benchmarks.conceal.carriage import carry
from benchmarks.conceal.pieces import Scores
from benchmarks.conceal.rivals import RIVALS
from benchmarks.frame import Run
from benchmarks.material import SAMPLE_RATE_HZ, Clip
from benchmarks.report.page import facts, page, table

_AROUND = 2400
Floats = NDArray[np.float64]


def conceal_page(run: Run, scores: Scores, clips: list[Clip]) -> str:
    """Write the whole page."""
    body = ["<h1>Concealed gaps</h1>", "<p>Zimtohrli, mean over seeds; 5 is no difference.</p>"]
    for case in CASES:
        ways = ["ours", *RIVALS, *(["opus"] if case.opus else [])]
        rows = [
            [clip.name, *(f"{mean(scores, case.name, clip.name, w):.3f}" for w in ways)] for clip in clips
        ]
        body += [f"<h2>{escape(case.name)}</h2>", table(["clip", *ways], rows)]
    case = next(one for one in CASES if one.name == "pcm128.bursts")
    body.append("<h2>Gaps, seen</h2>")
    for clip in clips[:4]:
        words = f"{clip.name}: spectrograms of one gap, true and filled in each way"
        picture = base64.b64encode(spectrograms(clip, case, run.seeds[0], run.seconds)).decode()
        body.append(
            f'<h3>{escape(words)}</h3><img alt="{escape(words)}" src="data:image/png;base64,{picture}">'
        )
    body.append(facts([("Seeds", ", ".join(map(str, run.seeds))), ("Clip", f"{run.seconds:g} s")]))
    return page("Concealed gaps", "".join(body))


def spectrograms(clip: Clip, case: Case, seed: int, seconds: float) -> bytes:
    """Draw the first gap of a clip as a PNG: the true sound, then each way."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - heavy

    filled = fill(carry(clip.play(seed, seconds), case.packet, opus=case.opus), case, seed)
    figure = Figure(figsize=(12, 2.6), layout="constrained")
    panels: Mapping[str, tuple[Floats, NDArray[np.bool_]]] = {
        "true": (filled["zero"][0], filled["zero"][2]),
        **{way: (heard, gap) for way, (_, heard, gap) in filled.items()},
    }
    for index, (name, (sound, gap)) in enumerate(panels.items()):
        axes = figure.add_subplot(1, len(panels), index + 1)
        at = int(np.argmax(gap)) if gap.any() else _AROUND
        part = sound[max(0, at - _AROUND) : at + _AROUND] + 1e-7
        axes.specgram(part, NFFT=256, noverlap=224, Fs=SAMPLE_RATE_HZ / 1000, vmin=-140, vmax=-40)
        axes.set(title=name, ylim=(0, 12), xlabel="ms")
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=90)
    return out.getvalue()
