"""The passkeys' ceremonies (WebAuthn, level 2, section 7): what a browser is asked, and whether it answered.

Apart from `server.accounts.passkeys` because the library takes 9 MB and a quarter of a second, and many
servers never see a passkey: that module loads this one when somebody asks for a ceremony.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from server.errors import SignInRefusedError

if TYPE_CHECKING:
    from server.accounts.passkeys import Place

#: What the library raises for an answer that is wrong, or none at all.
_WRONG = (WebAuthnException, ValueError, KeyError, TypeError)


@dataclass(frozen=True)
class Made:
    """A passkey that a browser has made; ``id`` is base64url."""

    id: str
    public_key: bytes
    sign_count: int


def asked_to_add(place: Place, email: str, account_id: str, known: Iterable[str]) -> dict[str, Any]:
    """Return what a browser needs to make a passkey; ``known`` are those that need not be made again."""
    options = generate_registration_options(
        rp_id=place.host,
        rp_name="Klangbro",
        user_name=email,
        user_id=account_id.encode(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known],
    )
    asked: dict[str, Any] = json.loads(options_to_json(options))
    return asked


def added(place: Place, challenge: str, credential: dict[str, Any]) -> Made:
    """Check a new passkey against the challenge it was asked with. Raises SignInRefusedError."""
    try:
        verified = verify_registration_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except _WRONG as error:
        raise SignInRefusedError("This passkey could not be kept.") from error
    known_as = bytes_to_base64url(verified.credential_id)
    return Made(known_as, verified.credential_public_key, verified.sign_count)


def asked_to_use(place: Place) -> dict[str, Any]:
    """Return what a browser needs to offer the passkeys it has."""
    options = generate_authentication_options(
        rp_id=place.host, user_verification=UserVerificationRequirement.REQUIRED
    )
    asked: dict[str, Any] = json.loads(options_to_json(options))
    return asked


def used(place: Place, challenge: str, credential: dict[str, Any], kept: Made) -> int | None:
    """Return the new count of uses of a passkey that is kept; None where the answer is not its."""
    try:
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=kept.public_key,
            credential_current_sign_count=kept.sign_count,
            require_user_verification=True,
        )
    except _WRONG:
        return None
    return verified.new_sign_count
