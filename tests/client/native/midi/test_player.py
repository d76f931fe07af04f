import threading
import time

from client.native.midi.player import KeyPlayer


class Piano:
    """Notes what it is given."""

    def __init__(self, enough: int) -> None:
        self.played: list[tuple[bytes, float]] = []
        self.closed = False
        self.complete = threading.Event()
        self._enough = enough

    def play(self, event: bytes) -> None:
        self.played.append((event, time.monotonic()))
        if len(self.played) == self._enough:
            self.complete.set()

    def close(self) -> None:
        self.closed = True


def test_events_are_played_by_their_times_and_never_before() -> None:
    piano = Piano(3)
    player = KeyPlayer(piano)
    now_s = time.monotonic()
    due = [(b"third", now_s + 0.06), (b"first", now_s - 1.0), (b"second", now_s + 0.03)]
    for event, at_s in due:
        player.play(event, at_s)
    assert piano.complete.wait(10.0)
    assert [event for event, _ in piano.played] == [b"first", b"second", b"third"]
    for event, at_s in piano.played:
        assert at_s >= dict(due)[event]
    player.close()


def test_closing_plays_what_is_left_so_that_no_key_stays_down() -> None:
    piano = Piano(2)
    player = KeyPlayer(piano)
    far_s = time.monotonic() + 1000.0
    player.play(b"up", far_s)
    player.play(b"up too", far_s)
    player.close()
    assert [event for event, _ in piano.played] == [b"up", b"up too"]
    assert piano.closed
