"""What the keys' API takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from server.api_keys.scopes import Scope
from server.lessons.schemas import LINE, In

MAX_DAYS = 366
Name = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=LINE, strip_whitespace=True)]


class NewApiKey(In):
    """A key for one program: what it is called, what it may, and for how many days."""

    name: Name
    scopes: Annotated[frozenset[Scope], Field(min_length=1, max_length=len(Scope))]
    days: Annotated[int, Field(ge=1, le=MAX_DAYS)] = 180


class ApiKeyOut(BaseModel):
    """A key; its secret is told when it is made, and kept nowhere."""

    id: str
    name: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


class ApiKeyMade(ApiKeyOut):
    secret: str


class ApiKeyList(BaseModel):
    keys: list[ApiKeyOut]
