import threading
from functools import partial

import numpy as np
import pytest

from benchmarks.paths.queueing import Link
from benchmarks.paths.shim import DelayLine, WeatherShim
from benchmarks.paths.weather import Weather

PATIENCE_S = 5.0


def steady(delay_us: int, loss_per_mille: int = 0) -> Weather:
    return Weather(np.array([delay_us]), np.array([loss_per_mille]))


class Sink:
    """A socket that remembers, and tells when it has had enough."""

    def __init__(self, enough: int) -> None:
        self.got: list[tuple[bytes, object]] = []
        self.full = threading.Event()
        self._enough = enough

    def send(self, data: bytes, where: object = None) -> None:
        self.got.append((data, where))
        if len(self.got) >= self._enough:
            self.full.set()


def test_the_line_gives_datagrams_out_when_they_are_due_and_not_before() -> None:
    line, got = DelayLine(Link(steady(5000), seed=1), start_s=100.0), list[int]()
    for number in range(3):
        assert line.offer(partial(got.append, number), now_s=100.0 + 0.001 * number)
    assert line.next_due_s() == pytest.approx(100.005)
    for now_s, expected in ((100.0049, []), (100.0051, [0]), (100.1, [0, 1, 2])):
        for deliver in line.collect(now_s=now_s):
            deliver()
        assert got == expected
    assert line.next_due_s() is None


def test_the_line_says_when_the_link_lost_one() -> None:
    line = DelayLine(Link(steady(5000, 1000), seed=1), start_s=0.0)
    assert not line.offer(lambda: None, now_s=0.0)
    assert line.next_due_s() is None


def test_datagrams_come_through_whole_in_order_and_with_their_address() -> None:
    sink = Sink(enough=50)
    with WeatherShim(steady(2000), seed=1) as shim:
        send = shim(sink.send)
        buffer = bytearray(1)
        for number in range(50):
            buffer[0] = number
            send(buffer, ("192.0.2.1", 9))
        assert sink.full.wait(PATIENCE_S)
    assert sink.got == [(bytes([number]), ("192.0.2.1", 9)) for number in range(50)]


def test_many_threads_may_send_at_once() -> None:
    sink = Sink(enough=400)
    with WeatherShim(steady(500), seed=1) as shim:
        send = shim(sink.send)
        threads = [threading.Thread(target=lambda: [send(b"x") for _ in range(100)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sink.full.wait(PATIENCE_S)
        assert (shim.taken, shim.lost) == (400, 0)


def test_what_the_weather_loses_is_counted_and_never_sent() -> None:
    sink = Sink(enough=1)
    with WeatherShim(steady(500, 1000), seed=1) as shim:
        send = shim(sink.send)
        for _ in range(10):
            send(b"x")
        assert (shim.taken, shim.lost) == (10, 10)
    assert sink.got == []


def test_a_socket_that_has_closed_loses_datagrams_and_harms_nobody() -> None:
    sink = Sink(enough=1)

    def closed(_data: bytes) -> None:
        raise OSError("closed")

    with WeatherShim(steady(500), seed=1) as shim:
        shim(closed)(b"lost")
        shim(sink.send)(b"arrives")
        assert sink.full.wait(PATIENCE_S)
        assert shim.failed == 1


def test_closing_leaves_no_thread_behind_and_swallows_what_comes_later() -> None:
    before = threading.active_count()
    sink = Sink(enough=1)
    shim = WeatherShim(steady(500), seed=1)
    shim.close()
    shim(sink.send)(b"late")
    assert threading.active_count() == before
    assert sink.got == []
