import dataclasses

import numpy as np

from benchmarks.outcome import hearings
from benchmarks.report.lesson import lesson_page
from tests.benchmarks.staged import heard, lesson

HELD = lesson()


def test_the_page_says_in_words_what_the_charts_show() -> None:
    html = lesson_page("A lesson", heard(), [("Weather", "fibre")])
    assert (
        "The teacher hears the pupil 40 ms late, there and back 95. Let one lead and the other follow."
        in html
    )
    assert html.count('role="img"') == html.count("<title>") - 1 == 8
    for words in (
        "Waveforms over 5 s",
        "Mouth-to-ear over time",
        "Playout and target delay",
        "Concealment: 2.00 %",
    ):
        assert html.count(words) == 4  # for eyes that hover and ears that listen, at both ends
    assert "teacher-heard.wav" in html and "nan" not in html


def test_sounds_that_are_not_kept_are_not_linked() -> None:
    assert "<audio" not in lesson_page("A lesson", heard(), [], sounds=False)


def test_a_lesson_in_which_nothing_was_heard_is_told_as_that() -> None:
    deaf = dataclasses.replace(HELD.teacher, heard=np.zeros_like(HELD.teacher.heard))
    html = lesson_page("A lesson", hearings(dataclasses.replace(HELD, teacher=deaf)), [])
    assert "Nothing was heard" in html and "nan" not in html
