"""What the accounts' API takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from server.accounts.passwords import MAX_CHARS
from server.lessons.schemas import In
from server.roles.names import AccountRole

Locale = Literal["sv", "fi", "en", "it", "lt"]
Purpose = Literal["password", "guardian", "sign_in"]

# One address and nothing that could end a mail's header line or begin another address.
Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=5,
        max_length=254,
        pattern=r"^[^\s@<>()\[\]\\,;:\"\u0000-\u001f\u007f-\u009f]+@[^\s@<>()\[\]\\,;:\"\u0000-\u001f\u007f-\u009f]+\.[^\s@<>()\[\]\\,;:\".\u0000-\u001f\u007f-\u009f]+$",
    ),
    AfterValidator(str.lower),
]
Password = Annotated[str, Field(min_length=1, max_length=MAX_CHARS)]
Token = Annotated[str, Field(min_length=1, max_length=100)]


class PasswordSignIn(In):
    email: Email
    password: Password


class Confirmation(In):
    password: Password


class NewSignInPolicy(In):
    """After how many days staff show a passkey; None: a password is enough."""

    grace_days: Annotated[int, Field(ge=0, le=90)] | None


class SignInPolicy(BaseModel):
    """From when staff show a passkey."""

    passkeys_from: datetime | None


class AskForLink(In):
    email: Email
    language: Locale = "en"


class LinkToken(In):
    token: Token


class ConfirmLink(In):
    """``password`` is needed where the link is for setting one, and welcome where it is not."""

    token: Token
    password: Password | None = None


class NewPassword(In):
    """``old`` is left out by somebody who has none yet."""

    old: Password | None = None
    new: Password


class PasskeyAnswer(In):
    """What the browser's ``navigator.credentials`` gave, as its ``toJSON`` writes it."""

    credential: dict[str, Any]


class LinkInfo(BaseModel):
    """What a link will do once it is confirmed; ``pupils`` are those whose guardian one says to be."""

    purpose: Purpose
    email: str
    municipality: str
    pupils: list[str]


class Ways(BaseModel):
    """How one can sign in here; ``oidc`` is what the button says, or None."""

    oidc: str | None
    mail: bool


class MunicipalityOut(BaseModel):
    id: str
    name: str


class MemberOut(BaseModel):
    """``kept_back`` are roles that a passkey would open; ``passkeys_from`` is from when one is asked."""

    municipality: MunicipalityOut
    person: str
    name: str
    roles: list[AccountRole]
    kept_back: list[AccountRole] = []
    passkeys_from: datetime | None = None


class WhoAmI(BaseModel):
    """Who is signed in, and what they are where; ``sure``: by a passkey, or by two factors elsewhere."""

    email: str
    sign_in: str
    has_password: bool
    has_passkey: bool
    sure: bool
    members: list[MemberOut]


class SignInOut(BaseModel):
    id: str
    way: str
    browser: str
    created_at: datetime
    seen_at: datetime
    this_one: bool


class SignInList(BaseModel):
    sign_ins: list[SignInOut]


class PasskeyOut(BaseModel):
    id: str
    browser: str
    created_at: datetime
    used_at: datetime | None


class PasskeyList(BaseModel):
    passkeys: list[PasskeyOut]


class PasskeyOptions(BaseModel):
    """For ``navigator.credentials``, as ``parse...OptionsFromJSON`` reads it."""

    options: dict[str, Any]


class Elsewhere(BaseModel):
    """Where to go on signing in."""

    url: str


class PupilOut(BaseModel):
    """A pupil whose guardian one is; until that is ``confirmed`` nothing follows from it."""

    municipality: MunicipalityOut
    person: str
    name: str
    confirmed: bool


class PupilList(BaseModel):
    pupils: list[PupilOut]


class Tied(BaseModel):
    """Whether the municipality's own sign-in opens this account."""

    tied: bool
