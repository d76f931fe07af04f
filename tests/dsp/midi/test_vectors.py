import json

from tests.dsp.midi import vectors


def test_the_pages_vectors_are_what_a_keyboards_two_ends_say_and_play() -> None:
    assert json.loads(vectors.PATH.read_text(encoding="utf-8")) == vectors.vectors()
