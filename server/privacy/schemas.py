"""What the API about people's data takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field

from server.lessons.schemas import In, PersonName
from server.privacy.permission import Purpose
from server.privacy.retention import MAX_DAYS, Kind

PersonId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
GivenBy = Annotated[
    PersonId | None,
    Field(description="Whose word it is, if not that of whoever asks: a guardian's on paper."),
]


class NewPermission(In):
    given_by: GivenBy = None
    until: AwareDatetime | None = None


class NewWithdrawal(In):
    given_by: GivenBy = None


class PermissionOut(BaseModel):
    purpose: Purpose
    granted: bool
    given_by: str | None
    at: datetime | None
    until: datetime | None


class PermissionList(BaseModel):
    permissions: list[PermissionOut]


class NewErasure(In):
    at_end: Annotated[bool, Field(description="If they are in a lesson, erase them at its end.")] = False


class ErasureOut(BaseModel):
    """``done`` false: a lesson of theirs is under way, and it is done at its end."""

    done: bool
    rows: int = 0
    lessons: int = 0
    files: int = 0


class NewProtection(In):
    alias: PersonName


class ProtectionOut(BaseModel):
    """How many invites are void now and have to be made anew."""

    void_invites: int


class NewRetention(In):
    days: Annotated[int, Field(ge=1, le=MAX_DAYS)]


class RetentionOut(BaseModel):
    days: dict[Kind, int]
