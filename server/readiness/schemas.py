"""What is said about places."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Word = Literal["together", "follow", "turns"]
HourWord = Literal[Word, "none"]
"""``none``: no sound got through, by no way that there is."""
ProfileOf = Literal["duet", "balanced", "listen", "studio"]
Ms = Annotated[float, Field(ge=0, le=60_000)]
Pct = Annotated[float, Field(ge=0, le=100)]
PlaceName = Annotated[str, Field(min_length=1, max_length=80, pattern=r"\S")]


class NewPlace(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: PlaceName


class _Ways(BaseModel):
    """Both directions of a profile: to the server (out) and from it (in)."""

    model_config = ConfigDict(extra="forbid")

    profile: ProfileOf
    variation_out_ms: Ms
    variation_in_ms: Ms
    lost_out_pct: Pct
    lost_in_pct: Pct


class Measured(_Ways):
    """One profile as it was measured just now; ``word`` is what its ``worth_ms`` is good for."""

    word: Word
    worth_ms: Ms


class NewMeasured(BaseModel):
    """What was measured now, and of which profiles (``blocked``) nothing got through by any way."""

    model_config = ConfigDict(extra="forbid")

    profiles: Annotated[list[Measured], Field(max_length=4)] = []
    blocked: Annotated[list[ProfileOf], Field(max_length=4)] = []

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.profiles and not self.blocked:
            raise ValueError("profiles and blocked are both empty: one of them must name a profile")
        return self


class HourOut(_Ways):
    """The worst of one hour; ``hour_s`` is when it began, ``measured`` how often.

    ``worth_ms`` is null where nothing got through (``word`` is none); all is lost then, and nothing varies.
    """

    word: HourWord
    worth_ms: Ms | None
    hour_s: int
    measured: int


class PlaceOut(BaseModel):
    id: str
    name: str
    created_s: float
    last_s: float | None
    may_measure: bool = False
    """Whether who asks may measure it from a page: technicians every place, teachers where they teach."""


class PlaceList(BaseModel):
    places: list[PlaceOut]


class PlaceWithLink(PlaceOut):
    """``link`` opens measuring for this place; it is told this once."""

    link: str


class ReadinessOut(BaseModel):
    place: PlaceOut
    hours: list[HourOut]


class PlaceHereOut(BaseModel):
    """Whose key a page has."""

    name: str


class TurnOut(BaseModel):
    """Whether one may measure now, or a lesson goes on."""

    free: bool


class AnswerOut(BaseModel):
    """What a place was like at this hour of the week: the middle of all weeks, and the worst.

    ``word`` is the worst's; null: it was never measured at that hour. In ``blocked`` of the ``weeks`` nothing
    got through, which is the worst; ``worth_ms`` and ``worst_ms`` are of the others.
    """

    word: HourWord | None
    worth_ms: float | None
    worst_ms: float | None
    weeks: int
    blocked: int


class PlaceFigures(BaseModel):
    """A place in one line: of its hours the middle and the spread of what the profile is worth.

    In ``blocked`` of the ``hours`` nothing got through; the figures are of the others, and null where there
    are none. ``variation_ms`` and ``lost_pct`` are the worse way's; ``together_pct`` is the share of all
    hours in which one can play together.
    """

    id: str
    name: str
    hours: int
    blocked: int = 0
    p05_ms: float | None = None
    p50_ms: float | None = None
    p95_ms: float | None = None
    worst_ms: float | None = None
    variation_ms: float | None = None
    lost_pct: float | None = None
    together_pct: float | None = None


class ComparisonOut(BaseModel):
    """Places side by side, the best first."""

    profile: ProfileOf
    weeks: int
    places: list[PlaceFigures]


Figure = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]
DeviceWay = Literal["cable", "air", "jack"]


class DeviceReading(BaseModel):
    """A device's round trip, measured ``n`` times; ``way`` is how its output was led to its input."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Annotated[str, Field(min_length=1, max_length=120)]
    way: DeviceWay
    setting: Annotated[str, Field(max_length=80)]
    n: Annotated[int, Field(ge=1, le=100_000)]
    rtl_ms: Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]
    spread_ms: Figure | None = None
    reported_ms: Figure | None = None
    drift_ppm: Figure | None = None
    noise_a_dbfs: Figure | None = None
    thd_n_db: Figure | None = None


class NewDeviceReading(DeviceReading):
    """One to be kept: measured ``age_s`` ago; told again with the same ``once`` it stands there once."""

    age_s: Annotated[float, Field(ge=0, le=366 * 86_400, allow_inf_nan=False)] = 0.0
    once: Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")] | None = None


class DeviceReadingOut(DeviceReading):
    """The same, as kept; ``place_name`` is where it was measured."""

    id: str
    place: str
    place_name: str
    at_s: float


class DeviceList(BaseModel):
    devices: list[DeviceReadingOut]
