"""What the codes' API takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from server.lessons.schemas import In
from signaling.messages import Role


class CodeOut(BaseModel):
    """A code to read out; `code` is in two halves, as it is shown."""

    code: str
    expires_at: datetime


class TypedCode(In):
    code: Annotated[
        str, Field(min_length=1, max_length=40, description="As typed; case and spaces are free.")
    ]


class OpenedInvite(BaseModel):
    """The invite behind a code: what stands after ``#t=`` in its address."""

    token: str


class Invited(BaseModel):
    """Somebody whom a lesson's teacher may give a code to."""

    id: str
    name: str
    role: Role


class InvitedList(BaseModel):
    invited: list[Invited]
