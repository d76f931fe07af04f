from __future__ import annotations

from benchmarks.signaling.generator import Load, Plan, Report


def judged(said: list[str], first: list[str], second: list[str]) -> Report:
    """What is found when one said this and the two ends heard that."""
    load = Load(Plan([], [("t", "p")], rate=1.0, durable_share=1.0, seconds=1.0, seed=1))
    one, two = load.sockets
    one.said, one.heard, two.heard = said, first, second
    for socket in load.sockets:
        load.judge(socket)
    return load.report


def counts(report: Report) -> tuple[int, int, int]:
    return report.lost, report.doubled, report.disordered


def test_what_both_ends_heard_once_and_in_order_is_right() -> None:
    assert counts(judged(["a", "b"], ["a", "b"], ["a", "b"])) == (0, 0, 0)


def test_what_one_end_did_not_hear_is_lost() -> None:
    assert counts(judged(["a", "b"], ["a", "b"], ["b"])) == (1, 0, 0)


def test_what_came_twice_and_what_overtook_is_counted() -> None:
    assert counts(judged(["a", "b", "c"], ["a", "a", "b", "c"], ["b", "a", "c"])) == (0, 1, 1)
