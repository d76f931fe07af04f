from __future__ import annotations

import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from server.commands import admin_app
from server.errors import SettingsInvalidError

LISTEN = ["turn-config", "--listen", "8.8.4.4"]


@pytest.fixture
def relay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLANGBRO_TURN_SECRET", "s" * 32)
    monkeypatch.setenv("KLANGBRO_TURN_URLS", "turn:relay.example.org:3478?transport=udp")


def test_the_configuration_goes_to_a_file_of_its_owner_alone(relay: None, tmp_path: Path) -> None:
    out = tmp_path / "turnserver.conf"
    ended = CliRunner().invoke(admin_app, [*LISTEN, "--out", str(out)])
    assert ended.exit_code == 0, ended.output
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "realm=relay.example.org" in out.read_text()
    assert "s" * 32 not in ended.output


def test_it_is_printed_for_whoever_pipes_it(relay: None) -> None:
    ended = CliRunner().invoke(admin_app, [*LISTEN, "--ports", "50000-50100", "--tls-port", "443"])
    assert "min-port=50000" in ended.output
    assert "no-tls" in ended.output


def test_without_a_secret_it_offers_a_new_one() -> None:
    ended = CliRunner().invoke(admin_app, LISTEN)
    assert isinstance(ended.exception, SettingsInvalidError)
    assert "KLANGBRO_TURN_SECRET" in ended.exception.remedy


def test_a_range_of_ports_that_is_none_is_named(relay: None) -> None:
    ended = CliRunner().invoke(admin_app, [*LISTEN, "--ports", "many"])
    assert "--ports" in str(ended.exception)
