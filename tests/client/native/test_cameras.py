from __future__ import annotations

from pathlib import Path

from client.native.cameras import list_cameras


def _camera(folder: Path, number: int, name: str, index: int = 0) -> None:
    entry = folder / f"video{number}"
    entry.mkdir()
    (entry / "name").write_text(f"{name}\n")
    (entry / "index").write_text(f"{index}\n")


def test_cameras_are_listed_by_number_without_their_metadata_devices(tmp_path: Path) -> None:
    _camera(tmp_path, 10, "Document camera")
    _camera(tmp_path, 2, "Integrated camera")
    _camera(tmp_path, 3, "Integrated camera", index=1)
    assert [camera["index"] for camera in list_cameras(tmp_path)] == [2, 10]
    assert list_cameras(tmp_path)[0]["name"] == "Integrated camera"


def test_a_machine_without_cameras_has_none(tmp_path: Path) -> None:
    assert list_cameras(tmp_path / "nothing") == []
