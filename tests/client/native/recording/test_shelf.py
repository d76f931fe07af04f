from __future__ import annotations

from pathlib import Path

from client.native.recording.shelf import Shelf


def test_it_is_in_use_exactly_while_a_tape_grows(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    assert not shelf.in_use(now_s=0.0)
    held = shelf.place("https://localhost/join#t=token", "lesson", "take4")
    assert not shelf.in_use(now_s=held.folder.stat().st_mtime), "nothing is written there yet"
    held.sound.write_bytes(b"fLaC")
    grown_s = held.sound.stat().st_mtime
    assert shelf.in_use(now_s=grown_s + 1.0)
    assert not shelf.in_use(now_s=grown_s + 3.0)


def test_tapes_of_one_take_lie_side_by_side_and_what_says_nothing_of_itself_goes(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    two = [shelf.place("https://localhost/join#t=token", "lesson", "take4") for _ in range(2)]
    (tmp_path / "torn").mkdir()
    assert {held.folder for held in shelf.all()} == {held.folder for held in two}
    assert not (tmp_path / "torn").exists()
