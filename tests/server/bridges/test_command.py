from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from server.commands import admin_app
from server.errors import UnknownHereError

runner = CliRunner()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """With one municipality, which an account's first role has made."""
    folder = tmp_path / "data"
    asked = ["account", "new", "--email", "eva@example.org", "--role", "admin", "--municipality", "Pajala"]
    assert runner.invoke(admin_app, [*asked, "--data-dir", str(folder)]).exit_code == 0
    return folder


def test_a_table_is_tried_taken_in_and_written_out_again(data_dir: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "pupils.csv", tmp_path / "out.xlsx"
    file.write_text("nr;namn\n1;Bo Ek\n2;\n3;Cia Ek\n", encoding="utf-8")
    of = ["--municipality", "Pajala", "--data-dir", str(data_dir)]
    tried = runner.invoke(admin_app, ["import", "pupils", str(file), *of, "--dry-run"])
    assert "row 3, namn: Nothing stands here" in tried.stdout
    assert "3 rows: 2 would be added, 0 would be changed, 0 as they were, 1 left out." in tried.stdout
    taken = runner.invoke(admin_app, ["import", "pupils", str(file), *of, "--json"])
    assert json.loads(taken.stdout)["added"] == 2
    assert runner.invoke(admin_app, ["export", "pupils", str(out), *of]).exit_code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    again = runner.invoke(admin_app, ["import", "pupils", str(out), *of, "--json"])
    assert [json.loads(again.stdout)[name] for name in ("added", "changed", "unchanged")] == [0, 0, 2]


def test_a_file_whose_columns_are_not_known_changes_nothing_and_says_which_are_missing(
    data_dir: Path, tmp_path: Path
) -> None:
    file = tmp_path / "pupils.csv"
    file.write_text("first;last\nBo;Ek\n", encoding="utf-8")
    said = runner.invoke(
        admin_app, ["import", "pupils", str(file), "--municipality", "Pajala", "--data-dir", str(data_dir)]
    )
    assert said.exit_code == 1
    assert "No column for: id, name. The file has: first, last." in said.stdout


def test_a_municipality_that_is_not_there_is_said(data_dir: Path, tmp_path: Path) -> None:
    of = ["--municipality", "Nowhere", "--data-dir", str(data_dir)]
    said = runner.invoke(admin_app, ["export", "pupils", str(tmp_path / "out.csv"), *of])
    assert isinstance(said.exception, UnknownHereError)


def test_a_region_is_not_made_beside_a_municipality(data_dir: Path) -> None:
    said = runner.invoke(admin_app, ["seed-region", "--data-dir", str(data_dir)])
    assert "holds people" in str(said.exception)
