import json

from dsp.midi.sending import KEPT_S, MOST_EVENTS, MOST_MIDI_BYTES, KeySender

ON, OFF = bytes([0x90, 60, 80]), bytes([0x80, 60, 64])


def test_an_event_is_said_at_once_and_five_times_more_within_a_fifth_of_a_second() -> None:
    sender = KeySender(1)
    sender.compose(at_s=100.0, now_s=0.0)
    sender.play(ON, at_s=110.0, now_s=10.0)
    said: list[float] = []
    now_s = 10.0
    while now_s < 10.24:
        message = sender.compose(at_s=100.0 + now_s, now_s=now_s)
        assert message["events"] == [[110.0, *ON]]
        said.append(round(now_s - 10.0, 3))
        now_s += sender.pause_s(now_s=now_s)
    assert said == [0.0, 0.01, 0.025, 0.05, 0.1, 0.2]


def test_an_old_event_is_not_said_again_but_what_is_down_still_is() -> None:
    sender = KeySender(1)
    sender.play(ON, at_s=100.0, now_s=0.0)
    message = sender.compose(at_s=101.0, now_s=KEPT_S + 0.1)
    assert (message["n"], message["events"], message["held"]) == (1, [], [60])
    sender.play(OFF, at_s=102.0, now_s=2.0)
    assert sender.compose(at_s=102.0, now_s=2.0)["held"] == []


def test_letting_go_releases_keys_and_pedals() -> None:
    sender = KeySender(1)
    for event in (ON, bytes([0xB0, 64, 127])):
        sender.play(event, at_s=0.0, now_s=0.0)
    sender.release(at_s=1.0, now_s=1.0)
    assert sender.held == frozenset()
    events = sender.compose(at_s=1.0, now_s=1.0)["events"]
    assert events == [[1.0, 0x80, 60, 0], [1.0, 0xB0, 64, 0]]


def test_the_fullest_message_fits_the_channel() -> None:
    sender = KeySender(2**31 - 1)
    for key in range(128):
        sender.play(bytes([0x9F, key, 127]), at_s=1764000000.123456, now_s=0.0)
    message = sender.compose(at_s=1764000000.123456, now_s=0.0)
    assert len(message["events"]) == MOST_EVENTS  # type: ignore[arg-type]
    assert len(json.dumps(message, separators=(",", ":"))) <= MOST_MIDI_BYTES


def test_two_stamps_never_stand_in_the_wrong_order() -> None:
    sender = KeySender(1)
    sender.play(ON, at_s=5.0, now_s=0.0)
    sender.play(OFF, at_s=4.9, now_s=0.0)
    assert sender.compose(at_s=5.0, now_s=0.0)["events"] == [[5.0, *ON], [5.0, *OFF]]


def test_without_a_key_it_says_a_few_times_a_second_that_it_is_there() -> None:
    sender = KeySender(1)
    sender.compose(at_s=0.0, now_s=0.0)
    assert round(sender.pause_s(now_s=0.0), 6) == 0.05
    sender.compose(at_s=3.0, now_s=3.0)
    assert round(sender.pause_s(now_s=3.0), 6) == 0.25
