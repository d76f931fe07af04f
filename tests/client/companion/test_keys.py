from __future__ import annotations

from pathlib import Path

import pytest

from client.companion.keys import MOST_PER_ORIGIN, Keys

ORIGIN = "https://klangbro.example"


def test_a_key_opens_for_its_origin_alone_and_is_not_kept_itself(tmp_path: Path) -> None:
    path = tmp_path / "klangbro" / "companion.json"
    key = Keys(path).add(ORIGIN)
    assert Keys(path).opens(ORIGIN, key)
    assert not Keys(path).opens(ORIGIN, key + "x")
    assert not Keys(path).opens("https://evil.example", key)
    assert key not in path.read_text()


def test_nobody_else_on_the_machine_reads_the_file(tmp_path: Path) -> None:
    path = tmp_path / "companion.json"
    Keys(path).add(ORIGIN)
    assert path.stat().st_mode & 0o077 == 0


def test_the_oldest_of_many_keys_gives_way(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "companion.json")
    made = [keys.add(ORIGIN) for _ in range(MOST_PER_ORIGIN + 1)]
    assert not keys.opens(ORIGIN, made[0])
    assert all(keys.opens(ORIGIN, key) for key in made[1:])


def test_a_forgotten_server_is_not_paired_any_more(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "companion.json")
    key = keys.add(ORIGIN)
    keys.forget(ORIGIN)
    assert (keys.opens(ORIGIN, key), keys.origins()) == (False, [])


@pytest.mark.parametrize("text", ["", "[]", '{"https://klangbro.example": 3}', "\xff"])
def test_a_file_that_cannot_be_read_pairs_nobody(tmp_path: Path, text: str) -> None:
    path = tmp_path / "companion.json"
    path.write_text(text, encoding="latin-1")
    assert not Keys(path).opens(ORIGIN, "key")
    assert Keys(path).opens(ORIGIN, Keys(path).add(ORIGIN))
