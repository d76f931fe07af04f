import pytest

from client.native.errors import DeviceError
from client.native.midi.ports import ChoiceError, choose, open_input, open_output

NAMES = ["Midi Through:0", "Digital Piano:1", "Piano 2"]


def test_a_port_is_meant_by_its_number_or_the_first_name_that_has_the_word_in_it() -> None:
    assert choose("1", NAMES) == 1
    assert choose("piano", NAMES) == 1
    assert choose("PIANO 2", NAMES) == 2


@pytest.mark.parametrize("wanted", ["3", "organ"])
def test_a_port_that_is_not_there_is_told_with_those_that_are(wanted: str) -> None:
    with pytest.raises(ChoiceError, match=f"no MIDI port {wanted} here .*1 Digital Piano:1"):
        choose(wanted, NAMES)
    with pytest.raises(ChoiceError, match="none is plugged in"):
        choose(wanted, [])


def test_where_there_is_no_such_port_or_no_midi_at_all_a_person_is_told_what_to_do() -> None:
    said = r"klangbro\[midi\]|Plug it in|driver"
    with pytest.raises(DeviceError, match=said):
        open_input("no such piano", print)
    with pytest.raises(DeviceError, match=said):
        open_output("no such piano")
