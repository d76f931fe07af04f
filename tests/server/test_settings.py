from __future__ import annotations

from pathlib import Path

import pytest

from server.errors import SettingsInvalidError
from server.settings import load_settings


def test_defaults_need_nothing_set() -> None:
    settings = load_settings()
    assert settings.port == 8443
    assert settings.tls
    assert settings.ice_servers == ()
    assert settings.database.startswith("sqlite+aiosqlite:////")


def test_environment_is_read_with_the_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLANGBRO_PORT", "9000")
    monkeypatch.setenv("KLANGBRO_ICE_SERVERS", '[{"urls": ["stun:stun.example.org:3478"]}]')
    monkeypatch.setenv("KLANGBRO_ALLOWED_ORIGINS", '["https://school.example.org"]')
    settings = load_settings()
    assert settings.port == 9000
    assert settings.ice_servers[0].urls == ("stun:stun.example.org:3478",)
    assert settings.allowed_origins == ("https://school.example.org",)


def test_an_option_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLANGBRO_PORT", "9000")
    assert load_settings(port=9001, host=None).port == 9001


def test_public_url_is_kept_as_an_origin() -> None:
    assert (
        load_settings(public_url="https://lessons.example.org/").public_url == "https://lessons.example.org"
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"ice_servers": "stun:example.org"}, "not a JSON list"),
        ({"ice_servers": '[{"urls": ["http://example.org"]}]'}, "stun:host:port"),
        ({"ice_servers": '[{"url": ["stun:example.org"]}]'}, "ice_servers"),
        ({"port": "many"}, "port"),
        ({"port": 70000}, "port"),
        ({"public_url": "lessons.example.org"}, "https://lessons.example.org"),
        ({"public_url": "https://example.org/klangbro"}, "path"),
        ({"tls_cert": Path("c.pem")}, "--tls-key"),
        ({"tls_cert": Path("c.pem"), "tls_key": Path("k.pem"), "tls": False}, "--no-tls"),
        ({"rate_api": "often"}, "rate_api"),
    ],
)
def test_what_cannot_be_understood_is_named_with_a_remedy(options: dict[str, object], said: str) -> None:
    with pytest.raises(SettingsInvalidError, match=said) as caught:
        load_settings(**options)
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


def test_a_list_in_the_environment_that_is_no_json_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLANGBRO_ALLOWED_ORIGINS", "https://a.example.org")
    with pytest.raises(SettingsInvalidError, match="allowed_origins"):
        load_settings()


def test_a_bus_that_is_no_redis_is_named_without_its_password() -> None:
    assert load_settings(bus_url="rediss://:secret@redis.example.org/0").bus_url is not None
    with pytest.raises(SettingsInvalidError, match="redis://host:6379/0") as caught:
        load_settings(bus_url="amqp://:secret@bus.example.org")
    assert "secret" not in f"{caught.value} {caught.value.remedy}"
