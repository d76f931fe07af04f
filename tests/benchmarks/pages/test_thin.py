from benchmarks.frame import Run
from benchmarks.pages.thin import Course, add_courses


def test_it_was_said_when_the_one_saw_it_and_the_other_was_told_of_its_own() -> None:
    run = Run("thin-path", seed=1, seconds=120.0)
    teacher = Course(["full", "slow"], 4.0, own_said=True, concealed_pct=0.1, lost_pct=0.2)
    pupil = Course(["full", "slow"], 3.5, own_said=False, concealed_pct=1.4, lost_pct=0.3)
    add_courses(run, "both", {"teacher": teacher, "pupil": pupil})
    figures = {figure.name: figure for figure in run.figures}
    assert figures["both.said"].value == 1.0
    assert figures["both.pupil_stepped_after"].value == 3.5
    assert figures["both.teacher_concealed"].holds is True
    assert figures["both.pupil_concealed"].holds is False
