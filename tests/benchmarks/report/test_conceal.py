from benchmarks.conceal.bench import CASES
from benchmarks.material import CLIPS
from benchmarks.report.conceal import spectrograms


def test_a_gap_is_drawn_in_every_way() -> None:
    clip = next(one for one in CLIPS if one.name == "recorder, phrases")
    drawn = spectrograms(clip, CASES[3], seed=3, seconds=0.8)
    assert drawn.startswith(b"\x89PNG") and len(drawn) > 10_000
