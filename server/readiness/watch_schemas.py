"""What is said about watching places: limits, warnings, letters."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from server.accounts.schemas import Locale
from server.readiness.judging import Kind

LimitMs = Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]


class LimitsBody(BaseModel):
    """From where on to warn; see `server.readiness.judging.Limits`."""

    model_config = ConfigDict(extra="forbid")

    duet_ms: LimitMs
    balanced_ms: LimitMs
    lost_pct: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
    silent_h: Annotated[int, Field(ge=1, le=24 * 60)]


class WarningOut(BaseModel):
    """What is so at a place: ``value`` is ms, percent or hours; ``usual`` the limit, or what was before."""

    place: str
    name: str
    kind: Kind
    profile: str
    since_s: float
    value: float
    usual: float


class WatchOut(BaseModel):
    """Everything that is warned of, and from where on."""

    warnings: list[WarningOut]
    limits: LimitsBody


class LettersBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    language: Locale


class LettersOut(BaseModel):
    """In which language one is written to, or None; ``names``: all who are; ``mail``: whether letters go."""

    language: Locale | None
    names: list[str]
    mail: bool
