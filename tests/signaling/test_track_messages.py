import pytest
from pydantic import ValidationError

from signaling.messages import client_messages, server_messages
from signaling.track_messages import Loop, SetTrack, Track, TrackFile, Tracks


@pytest.mark.parametrize(
    "field",
    [
        {"tempo_percent": 49},
        {"tempo_percent": 151},
        {"key": 7},
        {"at_s": -1},
        {"at_s": 601},
        {"at_s": float("nan")},
        {"loop": {"from_s": 1}},
        {"lesson_s": -1},
        {"lesson_s": float("inf")},
        {"count_in": 13},
        {"count_bpm": 19},
        {"leads": "observer"},
        {"who": "x"},
    ],
)
def test_what_no_track_can_do_is_no_message(field: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        client_messages.validate_python({"type": "set_track", "seq": 1, **field})


def test_the_messages_come_through_the_wire_as_they_were() -> None:
    asked = SetTrack(
        seq=3, track="t", running=True, at_s=2.5, tempo_percent=80, key=-2, loop=Loop(from_s=1, to_s=4)
    )
    assert client_messages.validate_json(asked.model_dump_json()) == asked
    for news in (
        Track(seq=1, track="t", n=4),
        Tracks(seq=2, tracks=(TrackFile(id="t", name="Sonatina", seconds=61.5),)),
    ):
        assert server_messages.validate_json(news.model_dump_json()) == news
