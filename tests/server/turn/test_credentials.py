from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from server.turn.credentials import Relay, new_credential

SECRET = "s" * 32
URLS = ("turn:relay.example.org:3478?transport=udp", "turns:relay.example.org:443?transport=tcp")


def relay(now_s: float = 1000.0, **changes: int) -> Relay:
    return Relay(URLS, SECRET, lambda: now_s, **changes)


def test_the_password_is_what_coturn_makes_of_the_user_name() -> None:
    made = new_credential(SECRET, "lesson/anna", expires_s=1300)
    digest = hmac.new(SECRET.encode(), made.username.encode(), hashlib.sha1).digest()
    assert made.password == base64.b64encode(digest).decode()


def test_a_credential_is_good_for_five_minutes_at_most() -> None:
    assert relay(1000.9).server("l", "p").username is not None
    expires, _, _ = str(relay(1000.9).server("l", "p").username).partition(":")
    assert int(expires) - 1000.9 <= 300
    with pytest.raises(ValueError, match="301"):
        relay(lifetime_s=301)


def test_the_user_name_holds_no_name_and_differs_for_each_participant_and_lesson() -> None:
    names = [str(relay().server(lesson, who).username) for lesson in ("l1", "l2") for who in ("anna", "bo")]
    assert len(set(names)) == 4
    assert not any(word in name for name in names for word in ("anna", "bo", "l1", "l2"))


def test_one_participant_is_one_user_to_the_quota_whenever_they_come() -> None:
    first, later = (str(relay(at).server("l", "p").username).partition(":")[2] for at in (0.0, 900.0))
    assert first == later


def test_another_secret_makes_another_password() -> None:
    one, other = (new_credential(secret, "p", expires_s=1) for secret in (SECRET, "t" * 32))
    assert one.password != other.password
    assert one.username != other.username
