import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey

from signaling.messages import Role
from signaling.tokens import Claims, TokenExpired, TokenInvalid, issue, verify

KEY = b"k" * 32
CLAIMS = Claims(
    lesson="lesson", participant="pia", role=Role.PUPIL, name="Pia Åström", invite="i1", expires_s=1000
)


def test_what_was_issued_is_verified() -> None:
    assert verify(KEY, issue(KEY, CLAIMS), 999.9) == CLAIMS


def test_a_token_ends_at_its_time_and_still_says_whose_it_was() -> None:
    with pytest.raises(TokenExpired) as late:
        verify(KEY, issue(KEY, CLAIMS), 1000.0)
    assert late.value.claims == CLAIMS


def test_another_key_does_not_open() -> None:
    with pytest.raises(TokenInvalid):
        verify(b"x" * 32, issue(KEY, CLAIMS), 0.0)


def test_the_algorithm_is_ours_and_never_the_tokens() -> None:
    payload = CLAIMS.model_dump(mode="json", by_alias=True)
    longer = jwt.encode({"alg": "HS512"}, payload, OctKey.import_key(KEY), algorithms=["HS512"])
    head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    body = base64.urlsafe_b64encode(json.dumps(payload).encode()).rstrip(b"=").decode()
    for token in (longer, f"{head}.{body}.", f"{head}.{body}"):
        with pytest.raises(TokenInvalid):
            verify(KEY, token, 0.0)


@pytest.mark.parametrize(
    "change",
    [
        {"role": "admin"},
        {"sub": ""},
        {"sub": "p" * 65},
        {"lesson": "a b"},
        {"name": ""},
        {"exp": "soon"},
        {"exp": -1},
        {"exp": None},
        {"jti": 5},
    ],
)
def test_a_signature_alone_is_not_enough(change: dict[str, object]) -> None:
    payload = CLAIMS.model_dump(mode="json", by_alias=True) | change
    token = jwt.encode({"alg": "HS256"}, payload, OctKey.import_key(KEY), algorithms=["HS256"])
    with pytest.raises(TokenInvalid):
        verify(KEY, token, 0.0)


def test_a_short_key_is_refused_with_its_length() -> None:
    with pytest.raises(ValueError, match="5 bytes"):
        issue("short", CLAIMS)


def test_no_error_repeats_the_token() -> None:
    token = issue(KEY, CLAIMS)
    with pytest.raises(TokenInvalid) as wrong:
        verify(b"x" * 32, token, 0.0)
    assert not any(part in str(wrong.value) for part in token.split("."))
    assert wrong.value.__cause__ is None


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_nothing_else_is_a_token(text: str) -> None:
    with pytest.raises(TokenInvalid):
        verify(KEY, text, 0.0)


@given(st.data())
def test_a_token_with_one_character_changed_is_not_ours(data: st.DataObject) -> None:
    token = issue(KEY, CLAIMS)
    # The last character of each part may carry unused bits; all others count.
    where = data.draw(st.integers(0, len(token) - 2))
    other = data.draw(st.sampled_from("AZaz09-_.!"))
    if other == token[where] or token[where + 1] == ".":
        return
    with pytest.raises(TokenInvalid):
        verify(KEY, token[:where] + other + token[where + 1 :], 0.0)


def test_a_participant_who_may_only_use_a_relay_is_told_apart_and_the_others_tokens_stay_short() -> None:
    hidden = CLAIMS.model_copy(update={"relay_only": True})
    assert verify(KEY, issue(KEY, hidden), 0.0).relay_only
    assert not verify(KEY, issue(KEY, CLAIMS), 0.0).relay_only
    assert len(issue(KEY, CLAIMS)) < len(issue(KEY, hidden))
