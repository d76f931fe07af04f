import heapq
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from dsp.midi.playing import QUIET_S, KeyLine, Sounded
from dsp.midi.sending import KeySender

ON, OFF = bytes([0x90, 60, 80]), bytes([0x80, 60, 64])


@dataclass
class World:
    """A keyboard, a path that loses and delays as the test says, the hearing end; one clock for both."""

    delays: list[float | None]
    sender: KeySender = field(default_factory=lambda: KeySender(1))
    line: KeyLine = field(default_factory=KeyLine)
    now_s: float = 0.0
    way: list[tuple[float, int, dict[str, object]]] = field(default_factory=list)
    played: list[tuple[float, Sounded]] = field(default_factory=list)
    count: int = 0

    def run(self, until_s: float, keys: list[tuple[float, bytes]] = [], *, says: bool = True) -> None:  # noqa: B006
        """Turn the clock by milliseconds."""
        left = sorted(keys, key=lambda one: one[0])
        while self.now_s < until_s:
            while left and left[0][0] <= self.now_s:
                self.sender.play(left.pop(0)[1], at_s=self.now_s, now_s=self.now_s)
            if says and self.sender.pause_s(now_s=self.now_s) <= 1e-9:
                self.say()
            while self.way and self.way[0][0] <= self.now_s:
                self.line.receive(heapq.heappop(self.way)[2], at_s=self.now_s)
            self.played += [(self.now_s, one) for one in self.line.due(at_s=self.now_s)]
            self.now_s = round(self.now_s + 0.001, 6)

    def say(self) -> None:
        message = self.sender.compose(at_s=self.now_s, now_s=self.now_s)
        delay_s = self.delays[self.count % len(self.delays)]
        self.count += 1
        if delay_s is not None:
            heapq.heappush(self.way, (self.now_s + delay_s, self.count, message))

    def events(self) -> list[bytes]:
        return [one.event for _, one in self.played]


KEYS = st.lists(
    st.tuples(st.floats(2.0, 5.0), st.integers(48, 72), st.floats(0.01, 0.8)), min_size=1, max_size=25
)
PHRASES = st.lists(
    st.tuples(st.floats(2.0, 4.0), st.integers(48, 72), st.floats(0.01, 0.8)), min_size=1, max_size=25
)
DELAYS = st.lists(st.one_of(st.none(), st.floats(0.0, 0.3)), min_size=1, max_size=40).filter(
    lambda delays: any(one is not None for one in delays)
)


def pressed(keys: list[tuple[float, int, float]]) -> list[tuple[float, bytes]]:
    downs = [(at_s, bytes([0x90, key, 80])) for at_s, key, _ in keys]
    return downs + [(at_s + long_s, bytes([0x80, key, 64])) for at_s, key, long_s in keys]


@settings(deadline=None, max_examples=40)
@given(KEYS, DELAYS)
def test_whatever_the_path_does_nothing_sounds_twice_and_all_is_released(
    keys: list[tuple[float, int, float]], delays: list[float | None]
) -> None:
    world = World(delays)
    world.run(6.5, pressed(keys))
    world.run(6.5 + 2 * QUIET_S, says=False)
    assert world.line.sounding == frozenset()
    numbers = [one.number for _, one in world.played if one.event[0] == 0x90]
    assert len(numbers) == len(set(numbers))
    on = [(number, one.event) for number, (_, one) in enumerate(world.played) if one.event[0] == 0x90]
    for place, event in on:  # every key that went down comes up later
        assert any(one.event[:2] == bytes([0x80, event[1]]) for _, one in world.played[place:])


@settings(deadline=None, max_examples=40)
@given(PHRASES, st.lists(st.floats(0.0, 0.1), min_size=1, max_size=20))
def test_where_the_delay_covers_the_path_every_time_between_two_events_is_exact_and_in_order(
    keys: list[tuple[float, int, float]], delays: list[float]
) -> None:
    world = World([0.1, *delays])  # what it met before the first key was as bad as it gets
    sent = sorted(at_s for at_s, _ in pressed(keys))
    world.run(sent[-1] + 0.5, pressed(keys))  # three seconds later it may follow the path again
    assert world.line.late == 0
    delay_s = world.line.waiting.delay_s
    numbers = [one.number for _, one in world.played]
    assert numbers == list(range(1, 2 * len(keys) + 1))
    for at_s, one in world.played:
        assert abs(at_s - one.due_s) < 0.00101
    for due_s, at_s in zip((one.due_s for _, one in world.played), sent, strict=True):
        assert -1e-6 < due_s - delay_s - at_s < 0.00101  # the world's clock goes by milliseconds


@settings(deadline=None, max_examples=40)
@given(KEYS, st.lists(st.integers(0, 2), min_size=5, max_size=30))
def test_single_losses_are_covered_by_what_is_said_again(
    keys: list[tuple[float, int, float]], places: list[int]
) -> None:
    delays: list[float | None] = []
    for gap in places:
        delays += [0.05] * (gap + 1) + [None]
    world = World([0.05, *delays, 0.05])
    world.run(6.5, pressed(keys))
    assert world.line.missed == 0
    assert world.line.dropped == 0


def test_a_release_that_was_lost_for_good_is_made_good_by_what_is_still_down() -> None:
    world = World([0.03])
    world.run(2.0, [(1.0, ON)])
    assert world.line.sounding == {60}
    world.run(2.6, [(2.0, OFF)], says=False)
    assert world.line.sounding == {60}
    world.run(3.5)
    assert world.line.sounding == frozenset()
    assert world.line.released == 1


def test_all_is_let_go_a_second_after_the_keyboards_end_fell_silent() -> None:
    world = World([0.03])
    world.run(2.0, [(1.0, ON), (1.0, bytes([0xB0, 64, 127]))])
    world.run(2.0 + QUIET_S + 0.3, says=False)
    assert world.line.sounding == frozenset()
    assert world.events()[-2:] == [bytes([0x80, 60, 0]), bytes([0xB0, 64, 0])]
    assert not world.line.alive(at_s=world.now_s)


def test_a_sender_that_begins_anew_releases_what_the_one_before_held() -> None:
    world = World([0.03])
    world.run(2.0, [(1.0, ON)])
    world.sender = KeySender(2)
    world.run(2.5, [(2.1, bytes([0x90, 64, 80]))])
    assert world.line.sounding == {64}


def test_who_comes_in_the_middle_does_not_play_what_was_over_nor_wait_for_it() -> None:
    world = World([0.03])
    sender = world.sender
    sender.play(ON, at_s=0.0, now_s=0.0)
    sender.play(OFF, at_s=0.1, now_s=0.1)
    world.now_s = 0.3
    world.run(1.0)
    assert world.played == []
    assert world.line.waiting.delay_s < 0.06


def test_a_key_that_comes_a_quarter_second_too_late_is_left_out() -> None:
    line = KeyLine()
    line.receive({"v": 1, "s": 1, "n": 0, "at": 0.0, "held": [], "events": []}, at_s=0.01)
    line.receive({"v": 1, "s": 1, "n": 1, "at": 0.6, "held": [60], "events": [[0.2, *ON]]}, at_s=0.61)
    assert line.due(at_s=0.61) == []
    assert (line.late, line.dropped) == (1, 1)


def test_an_event_that_may_not_pass_is_counted_and_dropped() -> None:
    line = KeyLine()
    say = {"v": 1, "s": 1, "n": 1, "at": 1.0, "held": [], "events": [[1.0, 0xC0, 5]]}
    assert line.receive(say, at_s=1.01)
    assert (line.malformed, line.due(at_s=2.0)) == (1, [])


def test_malformed_messages_are_counted_and_change_nothing() -> None:
    good: dict[str, object] = {"v": 1, "s": 1, "n": 1, "at": 1.0, "held": [60], "events": [[1.0, *ON]]}
    bad: list[dict[str, object]] = [
        {"v": 2},
        {"s": None},
        {"n": -1},
        {"n": 0},
        {"at": "now"},
        {"at": 1e9},
        {"at": float("nan")},
        {"at": 10**400},
        {"held": [5000]},
        {"held": "no"},
        {"held": [True]},
        {"events": [[1.0]]},
        {"events": [[1.0, 0x90, 300, 1]]},
        {"events": [[1.0, *ON]] * 33},
        {"events": [1]},
    ]
    line = KeyLine()
    for change in bad:
        assert not line.receive(good | change, at_s=1.01)
    assert line.malformed == len(bad)
    assert line.due(at_s=1.5) == []


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("vs"), inner, max_size=2),
    max_leaves=8,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("v", "s", "n", "at", "held", "events"), JSON)))
def test_no_message_whatsoever_raises(message: dict[str, object]) -> None:
    line = KeyLine()
    line.receive(message, at_s=0.0)
    line.receive({"v": 1, "s": 1, "n": 3, "at": 0.0, "held": [], "events": [], **message}, at_s=0.0)
    line.due(at_s=1.0)
