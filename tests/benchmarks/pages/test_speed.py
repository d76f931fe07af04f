from __future__ import annotations

from benchmarks.pages.speed import interactive_ms


def test_a_page_without_long_tasks_answers_when_its_button_is_there() -> None:
    assert interactive_ms(800.0, []) == 800.0
    assert interactive_ms(800.0, [[100.0, 60.0]]) == 800.0


def test_a_long_task_around_the_button_or_soon_after_it_is_waited_for() -> None:
    assert interactive_ms(800.0, [[750.0, 200.0]]) == 950.0
    assert interactive_ms(800.0, [[1500.0, 100.0], [2500.0, 80.0]]) == 2580.0


def test_what_comes_after_a_second_of_quiet_is_another_matter() -> None:
    assert interactive_ms(800.0, [[1900.0, 400.0]]) == 800.0
