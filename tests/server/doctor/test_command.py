from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from server.commands import admin_app


@pytest.mark.parametrize("extra", [[], ["--json"]])
def test_it_gives_a_verdict_and_a_remedy_for_people_and_for_programs(
    tmp_path: Path, extra: list[str]
) -> None:
    ended = CliRunner().invoke(admin_app, ["doctor", "--data-dir", str(tmp_path / "data"), *extra])
    assert ended.exit_code == 0, ended.output
    if extra:
        said = json.loads(ended.output)
        assert said["verdict"] == "warning"
        assert {one["check"] for one in said["findings"]} == {
            "database", "erasures", "tls", "turn", "clock", "disk", "versions",
        }  # fmt: skip
    else:
        assert "klangbro admin turn-config" in ended.output
    assert not (tmp_path / "data").exists()


def test_what_is_bad_is_an_exit_status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLANGBRO_TLS", "false")
    ended = CliRunner().invoke(admin_app, ["doctor", "--data-dir", str(tmp_path)])
    assert ended.exit_code == 1
    assert "BAD " in ended.output
