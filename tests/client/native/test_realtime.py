from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading
import weakref

from client.native.realtime import (
    ALL_EVERY_TICKS,
    SWITCH_INTERVAL_S,
    YOUNG_EVERY_TICKS,
    prepared_process,
    raise_priority,
    stopped_by,
    sweep,
)


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


class _Circle:
    def __init__(self) -> None:
        self.me = self


def test_garbage_is_collected_when_told_and_never_by_chance() -> None:
    with prepared_process():
        assert not gc.isenabled()
        gone = weakref.ref(_Circle())
        sweep(YOUNG_EVERY_TICKS - 1)
        assert gone() is not None
        sweep(YOUNG_EVERY_TICKS)
        assert gone() is None
        old = _Circle()
        gc.collect(1)
        gone = weakref.ref(old)
        del old
        sweep(ALL_EVERY_TICKS)
        assert gone() is None
    assert gc.isenabled()


async def test_whoever_ends_us_is_heard_in_the_loop() -> None:
    stop = asyncio.Event()
    stopped_by(stop.set)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(stop.wait(), 30)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().remove_signal_handler(number)
