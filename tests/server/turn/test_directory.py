from __future__ import annotations

from pathlib import Path

import pytest

from server.errors import SettingsInvalidError
from server.turn.directory import TurnDirectory
from tests.server.world import Clock, server, settings_for

TURN = {"turn_urls": "turn:relay.example.org:3478 turns:relay.example.org:443", "turn_secret": "s" * 32}
STUN = '[{"urls": ["stun:stun.example.org:3478"]}]'


async def test_every_participant_gets_the_relay_with_a_fresh_credential(tmp_path: Path) -> None:
    clock = Clock()
    async with server(tmp_path, clock=clock, ice_servers=STUN, **TURN) as world:
        directory = TurnDirectory(world.services.database, world.services.settings, clock)
        stun, relay = directory.ice_servers("l", "p")
        clock.at_s += 100
        _, later = directory.ice_servers("l", "p")
    assert stun.urls == ("stun:stun.example.org:3478",)
    assert relay.urls == ("turn:relay.example.org:3478", "turns:relay.example.org:443")
    assert int(str(later.username).partition(":")[0]) == int(clock.at_s) + 300
    assert relay.credential != later.credential


async def test_without_a_relay_nothing_is_added(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        assert (
            TurnDirectory(world.services.database, world.services.settings, Clock()).ice_servers("l", "p")
            == ()
        )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"turn_urls": "turn:relay.example.org"}, "belong together"),
        ({"turn_secret": "s" * 32}, "belong together"),
        (TURN | {"turn_secret": "short"}, "at least 32"),
        (TURN | {"turn_urls": "relay.example.org"}, "turn:relay"),
    ],
)
def test_half_a_relay_is_no_setting(tmp_path: Path, changes: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsInvalidError, match=said):
        settings_for(tmp_path, **changes)


def test_the_secret_is_not_in_the_settings_own_words(tmp_path: Path) -> None:
    assert "sss" not in repr(settings_for(tmp_path, **TURN))
