from __future__ import annotations

import gc
import sys
import threading

from client.native.realtime import SWITCH_INTERVAL_S, prepared_process, raise_priority


def test_threads_take_turns_quickly_inside_and_as_before_outside() -> None:
    before_s = sys.getswitchinterval()
    with prepared_process():
        assert abs(sys.getswitchinterval() - SWITCH_INTERVAL_S) < 1e-6
        assert gc.get_freeze_count() > 0
    assert sys.getswitchinterval() == before_s


def test_asking_for_priority_never_fails_only_says_whether() -> None:
    answers: list[bool] = []
    thread = threading.Thread(target=lambda: answers.append(raise_priority()))
    thread.start()
    thread.join()
    assert answers in ([True], [False])
