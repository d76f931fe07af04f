import json

from tests.dsp import vectors


def test_the_pages_vectors_are_what_the_clocks_believe() -> None:
    assert json.loads(vectors.PATH.read_text(encoding="utf-8")) == vectors.vectors()
