import pytest
from pydantic import ValidationError

from signaling.messages import client_messages


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"set_metronome","seq":1,"tempo_bpm":19}',
        '{"type":"set_metronome","seq":1,"tempo_bpm":NaN}',
        '{"type":"set_metronome","seq":1,"accents":[]}',
        '{"type":"set_metronome","seq":1,"accents":[3]}',
        '{"type":"set_metronome","seq":1,"subdivision":5}',
        '{"type":"set_tone","seq":1,"a_hz":429.9}',
        '{"type":"set_tone","seq":1,"midi":5}',
        '{"type":"tuner","midi":69,"cents":90,"hz":440}',
        '{"type":"set_gain","seq":1,"participant":"p","gain_db":25}',
        '{"type":"set_timer","seq":1,"minutes":0}',
        '{"type":"ask","seq":1,"participant":"p","question":"password"}',
        '{"type":"mute","seq":1,"participant":"p","microphone":true,"unmute":true}',
    ],
)
def test_what_no_tool_can_do_is_no_message(text: str) -> None:
    with pytest.raises(ValidationError):
        client_messages.validate_json(text)
