from collections import defaultdict

from benchmarks.conceal.bench import CASES, QUICK_CLIPS, add_figures
from benchmarks.conceal.measures import Score
from benchmarks.conceal.pieces import Scores
from benchmarks.conceal.rivals import RIVALS
from benchmarks.frame import Run
from benchmarks.material import CLIPS


def test_a_rival_that_is_above_us_on_a_clip_is_counted() -> None:
    scores: Scores = defaultdict(list)
    clips = [clip for clip in CLIPS if clip.name in QUICK_CLIPS]
    for case in CASES:
        for clip in clips:
            for way in ("ours", *RIVALS, "opus"):
                best = way == "ours" or (way == "repeat" and clip.name == "guitar")
                scores[case.name, clip.name, way].append(
                    Score(4.96 if way == "ours" else 4.97 * best, 21.0, 1.0)
                )
    run = Run("conceal", seed=7)
    run.seconds = 4.0
    add_figures(run, scores, clips)
    figures = {one.name: one for one in run.figures}
    assert figures["pcm64.random.clips_below_repeat"].value == 1
    assert figures["pcm64.random.clips_below_zero"].value == 0
    assert figures["pcm64.random.ours.zimtohrli"].holds is True
    assert figures["pcm128.random.violin_gap_snr"].holds is True
