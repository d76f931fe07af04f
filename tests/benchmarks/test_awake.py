import os

import psutil

from benchmarks.awake import awake


def test_a_loop_that_gives_way_to_everything_runs_on_each_core_and_ends() -> None:
    me = psutil.Process()
    before = set(me.children())
    with awake() as can:
        loops = set(me.children()) - before
        assert len(loops) == (len(os.sched_getaffinity(0)) if can else 0)
    assert not set(me.children()) & loops
