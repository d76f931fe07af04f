"""``klangbro bench conceal``: ours against the field, on the same clips and losses. See README.md."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from benchmarks.conceal.carriage import LEAD_SAMPLES, Carried, carry, delay_between
from benchmarks.conceal.losses import lost_packets
from benchmarks.conceal.measures import Score, ear, score
from benchmarks.conceal.pieces import Scores, keep, kept
from benchmarks.conceal.rivals import RIVALS
from benchmarks.conceal.visqol import Ear, second_ear
from benchmarks.frame import Run
from benchmarks.material import CLIP_SECONDS, CLIPS, SAMPLE_RATE_HZ, Clip
from benchmarks.registry import CannotMeasureError, bench

QUICK_CLIPS = ("violin", "guitar", "bassoon", "singer")
_SHARE = 0.05
_SPARED_SAMPLES = LEAD_SAMPLES + SAMPLE_RATE_HZ // 2


@dataclass(frozen=True)
class Case:
    """A way to send and to lose."""

    name: str
    packet: int
    opus: bool
    burst: int


CASES = tuple(
    Case(f"{codec}.{pattern}", packet, codec == "opus", burst)
    for codec, packet in (("pcm64", 64), ("pcm128", 128), ("opus", 120))
    for pattern, burst in (("random", 1), ("bursts", 4))
)


@bench("conceal")
def conceal(
    run: Run,
    count: Annotated[int | None, typer.Option("--count", min=1, help="Seeds; 10 by default.")] = None,
    page: Annotated[Path | None, typer.Option(help="Write an HTML page into this folder.")] = None,
    visqol: Annotated[
        bool, typer.Option("--visqol", help="Ask ViSQOL too, of ours and the first seed; seconds a clip.")
    ] = False,
    pieces: Annotated[
        Path | None, typer.Option(help="A file of the seeds done so far: they are read, more are added.")
    ] = None,
) -> None:
    """Lose 5 % of the packets of many instruments; ours, Opus' own and others fill the gaps."""
    model, second = ear(), second_ear() if visqol else None
    run.seeds = [run.seed + index for index in range(1 if run.quick else count or 10)]
    run.seconds = 2.0 if run.quick else CLIP_SECONDS
    clips = [clip for clip in CLIPS if not run.quick or clip.name in QUICK_CLIPS]
    scores: Scores = defaultdict(list)
    for seed in run.seeds:
        for key, more in _seed(model, clips, seed, run.seconds, pieces).items():
            scores[key] += more
    add_figures(run, scores, clips)
    if second is not None:
        add_second_opinion(run, clips, second)
    if page is not None:
        from benchmarks.report.conceal import conceal_page  # noqa: PLC0415 - draws, and few ask for it

        page.mkdir(parents=True, exist_ok=True)
        (page / "conceal.html").write_text(conceal_page(run, scores, clips), encoding="utf-8")


def _seed(model: Any, clips: list[Clip], seed: int, seconds: float, pieces: Path | None) -> Scores:
    """One seed's scores, out of the file where they are in it."""
    if pieces is None:
        return one_seed(model, clips, seed, seconds)
    try:
        found = kept(pieces, seed, seconds)
    except ValueError as error:
        raise CannotMeasureError(str(error)) from error
    if found is None:
        found = one_seed(model, clips, seed, seconds)
        keep(pieces, seed, seconds, found)
    return found


def one_seed(model: Any, clips: list[Clip], seed: int, seconds: float) -> Scores:
    """Every clip, every case, every way."""
    scores: Scores = defaultdict(list)
    for clip in clips:
        sound = clip.play(seed, seconds)
        for case in CASES:
            carried = carry(sound, case.packet, opus=case.opus)
            for way, (true, heard, gap) in fill(carried, case, seed).items():
                scores[case.name, clip.name, way].append(_scored(model, true, heard, gap))
    return scores


def add_second_opinion(run: Run, clips: list[Clip], second: Ear) -> None:
    """ViSQOL's, of ours and the first seed."""
    seed = run.seeds[0]
    for case in CASES:
        asked = []
        for clip in clips:
            carried = carry(clip.play(seed, run.seconds), case.packet, opus=case.opus)
            true, heard, _ = fill(carried, case, seed)["ours"]
            asked.append(second(true[LEAD_SAMPLES:], heard[LEAD_SAMPLES:]))
        spread = float(np.ptp(asked))
        run.figure(f"{case.name}.ours.visqol", float(np.mean(asked)), "1", n=len(asked), spread=spread)


Floats = NDArray[np.float64]
Filled = tuple[Floats, Floats, NDArray[np.bool_]]


def fill(carried: Carried, case: Case, seed: int) -> dict[str, Filled]:
    """Give, for each way, the true sound, what was heard, and where samples were lost."""
    number, packet = len(carried.payloads), case.packet
    spared = _SPARED_SAMPLES // packet
    lost = lost_packets(number, share=_SHARE, burst=case.burst, seed=seed, spared=spared)
    gap = np.repeat(lost, packet)
    whole = carried.whole()
    came = carried.by_decoder(lost) if case.opus else whole  # a loss leaves its mark on what comes after
    filled: dict[str, Filled] = {name: (whole, way(came, lost, packet), gap) for name, way in RIVALS.items()}
    if case.opus:
        filled["opus"] = (whole, came, gap)
    reference, _ = carried.heard(np.zeros(number, np.bool_))
    ours, _ = carried.heard(lost)
    late = delay_between(reference, whole)
    end = late + len(gap)  # what is synthesised after the last packet is nobody's gap
    shifted = np.concatenate((np.zeros(late, np.bool_), gap))
    filled["ours"] = (reference[:end], ours[:end], shifted)
    return filled


def _scored(
    model: Any, true: NDArray[np.float64], heard: NDArray[np.float64], gap: NDArray[np.bool_]
) -> Score:
    return score(model, true[LEAD_SAMPLES:], heard[LEAD_SAMPLES:], gap[LEAD_SAMPLES:])


def mean(scores: Scores, case: str, clip: str, way: str) -> float:
    """Mean opinion over seeds."""
    return float(np.mean([one.zimtohrli for one in scores[case, clip, way]]))


def add_figures(run: Run, scores: Scores, clips: list[Clip]) -> None:
    """Add means by case and way, and on how many clips a rival is above us."""
    names = [clip.name for clip in clips]
    for case in CASES:
        ways = ("ours", *RIVALS, *(("opus",) if case.opus else ()))
        for way in ways:
            seen = [one for name in names for one in scores[case.name, name, way]]
            key = f"{case.name}.{way}"
            means = [mean(scores, case.name, name, way) for name in names]
            opinion = float(np.mean([one.zimtohrli for one in seen]))
            run.figure(f"{key}.zimtohrli", opinion, "1", n=len(seen), spread=max(means) - min(means))
            run.median(f"{key}.gap_snr", [one.gap_snr_db for one in seen], "dB")
            run.median(f"{key}.spectral_distance", [one.spectral_db for one in seen], "dB")
            if way != "ours":
                mine = [mean(scores, case.name, name, "ours") for name in names]
                above = sum(theirs > ours for theirs, ours in zip(means, mine, strict=True))
                run.figure(f"{case.name}.clips_below_{way}", float(above), "clips", n=len(names))
        violin = [one.gap_snr_db for one in scores[case.name, "violin", "ours"]]
        run.median(f"{case.name}.violin_gap_snr", violin, "dB")
