"""What is read of a table: its kinds, their fields, and what is wrong with a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from server.accounts.schemas import Email
from server.agreements.terms import Word
from server.cards.schemas import MAX_KM, MAX_OFFERED_MIN, Employer
from server.lessons.schemas import Instrument, Level, PersonName
from server.roles.names import AccountRole


class Kind(StrEnum):
    PUPILS = "pupils"
    GUARDIANS = "guardians"
    STAFF = "staff"
    LESSONS = "lessons"
    HOURS = "hours"  # what was delivered; goes out alone


class Reason(StrEnum):
    """Why a row was not taken."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    NO_NAME = "no_name"
    NO_ADDRESS = "no_address"
    NO_DATE = "no_date"
    NO_NUMBER = "no_number"
    NO_YES_OR_NO = "no_yes_or_no"
    NO_ROLE = "no_role"
    TWICE = "twice"
    ADDRESS_CHANGED = "address_changed"
    ADDRESS_TAKEN = "address_taken"
    UNKNOWN_TEACHER = "unknown_teacher"
    UNKNOWN_PUPIL = "unknown_pupil"
    PEOPLE_CHANGED = "people_changed"
    BEGUN = "begun"
    NO_AGREEMENT = "no_agreement"
    NO_RELAY = "no_relay"
    NAME_DIFFERS = "name_differs"
    NO_SHARE = "no_share"
    NO_COUNT = "no_count"
    TOO_MANY = "too_many"
    UNKNOWN_HOST = "unknown_host"
    UNKNOWN_PLACE = "unknown_place"
    ENGAGED = "engaged"


WORDS: Final[Mapping[Reason, str]] = {
    Reason.MISSING: "Nothing stands here, and something has to.",
    Reason.TOO_LONG: "This is too long.",
    Reason.NO_NAME: "This is no name: one line, 80 characters at most.",
    Reason.NO_ADDRESS: "This is no e-mail address.",
    Reason.NO_DATE: "This is no day and time such as 2027-01-15 14:30.",
    Reason.NO_NUMBER: "This is no number of minutes from 5 to 240.",
    Reason.NO_YES_OR_NO: "This is neither yes nor no.",
    Reason.NO_ROLE: "This is no role that a file can give.",
    Reason.TWICE: "The file has this number in an earlier row already.",
    Reason.ADDRESS_CHANGED: "The account has another address; its owner changes it.",
    Reason.ADDRESS_TAKEN: "Another row of the file or another number has this address.",
    Reason.UNKNOWN_TEACHER: "There is no such teacher here.",
    Reason.UNKNOWN_PUPIL: "There is no such pupil here.",
    Reason.PEOPLE_CHANGED: "The lesson is another teacher's or pupil's here: cancel it and plan a new one.",
    Reason.BEGUN: "The lesson has begun or was closed, and is not moved any more.",
    Reason.NO_AGREEMENT: "The teacher is a guest by an agreement that has ended by then.",
    Reason.NO_RELAY: "The pupil's identity is protected, and this server has no relay.",
    Reason.NAME_DIFFERS: "An earlier row has another name for this address.",
    Reason.NO_SHARE: "These are not employers with their share of a post, such as Luleå 60 %, Boden 20 %.",
    Reason.NO_COUNT: "This is no whole number that can be meant here.",
    Reason.TOO_MANY: "A lesson room is for three pupils at most: plan a larger group in the timetable.",
    Reason.UNKNOWN_HOST: "There is no such adult beside pupils here.",
    Reason.UNKNOWN_PLACE: "There is no such place in the timetable here.",
    Reason.ENGAGED: "Somebody in this lesson, or its room, is in another one then.",
}


class WrongError(Exception):
    """A cell that cannot be taken."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Fault:
    """What is wrong in a row of the file; ``field`` is ours, of the column it was read from."""

    row: int
    field: str
    reason: Reason


@dataclass(frozen=True)
class Row:
    n: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """``also`` is what other systems call the column, in our five languages."""

    name: str
    read: Callable[[str], Any]
    default: str | None = None
    also: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        return self.default is None


_YES = {"yes", "y", "true", "1", "ja", "j", "kyllä", "k", "sì", "si", "s", "taip", "t", "x"}
_NO = {"no", "n", "false", "0", "nej", "ei", "e", "ne", "-"}
_name: TypeAdapter[str] = TypeAdapter(PersonName)
_email: TypeAdapter[str] = TypeAdapter(Email)
_instrument: TypeAdapter[str] = TypeAdapter(Instrument)
_level: TypeAdapter[str] = TypeAdapter(Level)
_word: TypeAdapter[str] = TypeAdapter(Word)


def _checked(adapter: TypeAdapter[str], reason: Reason) -> Callable[[str], str]:
    def read(text: str) -> str:
        try:
            return adapter.validate_python(text)
        except ValidationError as error:
            raise WrongError(reason) from error

    return read


def _outside_id(text: str) -> str:
    if len(text) > 120:
        raise WrongError(Reason.TOO_LONG)
    return text


def _yes(text: str) -> bool:
    word = text.lower()
    if word not in _YES | _NO:
        raise WrongError(Reason.NO_YES_OR_NO)
    return word in _YES


def _roles(text: str) -> frozenset[AccountRole]:
    words = [word for word in re.split(r"[\s,;/]+", text.lower()) if word]
    if not words or not set(words) <= {role.value for role in AccountRole}:
        raise WrongError(Reason.NO_ROLE)
    return frozenset(AccountRole(word) for word in words)


def _minutes(text: str) -> int:
    if not re.fullmatch(r"\d{1,3}", text, re.ASCII) or not 5 <= int(text) <= 240:
        raise WrongError(Reason.NO_NUMBER)
    return int(text)


def _words(most: int) -> Callable[[str], tuple[str, ...] | None]:
    """Read a list; an empty cell says nothing, and what is known stays."""

    def read(text: str) -> tuple[str, ...] | None:
        found = tuple(word for word in (one.strip() for one in re.split(r"[,;]", text)) if word)
        if len(found) > most:
            raise WrongError(Reason.TOO_LONG)
        try:
            return tuple(_word.validate_python(one) for one in found) or None
        except ValidationError as error:
            raise WrongError(Reason.TOO_LONG) from error

    return read


def _employers(text: str) -> tuple[Employer, ...] | None:
    found = []
    for one in re.split(r"[,;]", text):
        if not one.strip():
            continue
        read = re.fullmatch(r"(.+?)\s+([0-9]{1,3})\s*%?", one.strip())
        if read is None:
            raise WrongError(Reason.NO_SHARE)
        try:
            found.append(Employer(name=read[1], percent=int(read[2])))
        except ValidationError as error:
            raise WrongError(Reason.NO_SHARE) from error
    return tuple(found) or None


def _whole(least: int, most: int) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        if not text:
            return None
        if not re.fullmatch(r"\d{1,5}", text, re.ASCII) or not least <= int(text) <= most:
            raise WrongError(Reason.NO_COUNT)
        return int(text)

    return read


def _maybe(text: str) -> bool | None:
    return _yes(text) if text else None


def moment(text: str, zone: ZoneInfo) -> float:
    """Seconds since 1970 of a day and time; without an offset it is meant where the municipality is.

    Raises
    ------
    WrongError
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongError(Reason.NO_DATE) from error
    if not re.search(r"\d[ T]\d", text) or not 2000 <= found.year <= 2100:
        raise WrongError(Reason.NO_DATE)
    return (found if found.tzinfo else found.replace(tzinfo=zone)).timestamp()


_ID = Field(
    "id", _outside_id, also=("number", "nr", "no", "nummer", "tunnus", "numero", "numeris", "elev-id", "key")
)
_NAME = Field(
    "name",
    _checked(_name, Reason.NO_NAME),
    also=("namn", "nimi", "nome", "vardas", "full name", "pupil", "elev", "teacher name"),
)
_EMAIL = Field(
    "email",
    _checked(_email, Reason.NO_ADDRESS),
    also=("e-mail", "mail", "e-post", "epost", "sähköposti", "el. paštas"),
)
_PUPIL = Field("pupil", _outside_id, also=("elev", "oppilas", "allievo", "mokinys", "pupil id"))
#: What no two rows of a file have in common.
KEYS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.PUPILS: ("id",),
    Kind.GUARDIANS: ("pupil", "email"),
    Kind.STAFF: ("id",),
    Kind.LESSONS: ("id",),
}
FIELDS: Final[Mapping[Kind, tuple[Field, ...]]] = {
    Kind.PUPILS: (
        _ID,
        _NAME,
        Field("minor", _yes, "yes", also=("minderårig", "alaikäinen", "minore", "nepilnametis")),
    ),
    Kind.GUARDIANS: (
        _PUPIL,
        Field(
            "name",
            _checked(_name, Reason.NO_NAME),
            also=(
                "guardian",
                "vårdnadshavare",
                "huoltaja",
                "genitore",
                "tėvai",
                "namn",
                "nimi",
                "nome",
                "vardas",
            ),
        ),
        _EMAIL,
    ),
    Kind.STAFF: (
        _ID,
        _NAME,
        _EMAIL,
        Field("roles", _roles, "teacher", also=("role", "roll", "roller", "rooli", "ruolo", "vaidmuo")),
        Field("subjects", _words(20), "", also=("subject", "ämnen", "aineet", "materie", "dalykai")),
        Field("languages", _words(10), "", also=("språk", "kielet", "lingue", "kalbos")),
        Field("employers", _employers, "", also=("employer", "arbetsgivare", "työnantajat", "darbdaviai")),
        Field("offered", _whole(0, MAX_OFFERED_MIN), ""),
        Field("travels", _maybe, "", also=("reser", "matkustaa", "si sposta", "važiuoja")),
        Field("travel_km", _whole(1, MAX_KM), "", also=("travel km", "km")),
    ),
    Kind.LESSONS: (
        _ID,
        Field("teacher", _outside_id, also=("lärare", "opettaja", "insegnante", "mokytojas", "teacher id")),
        _PUPIL,
        Field("begins", str, also=("start", "time", "börjar", "tid", "alkaa", "inizio", "pradžia")),
        Field("minutes", _minutes, "30", also=("minuter", "minuutit", "minuti", "minutės", "length")),
        Field(
            "instrument",
            _checked(_instrument, Reason.TOO_LONG),
            "",
            also=("subject", "ämne", "soitin", "aine", "strumento", "instrumentas"),
        ),
        Field("level", _checked(_level, Reason.TOO_LONG), "", also=("nivå", "taso", "livello", "lygis")),
        Field("place", str, "", also=("room", "plats", "sal", "paikka", "luogo", "vieta")),
        Field("host", str, "", also=("adult", "vuxen", "aikuinen", "adulto", "suaugęs")),
    ),
}


def matched(kind: Kind, header: list[str], saved: Mapping[str, str]) -> dict[str, str]:
    """Which column each field is read from: as it was saved, or by what columns are usually called."""
    found = {field: column for field, column in saved.items() if column in header}
    by_word = {column.casefold().replace("_", " "): column for column in reversed(header)}
    for field in FIELDS[kind]:
        if field.name in saved:
            continue
        for word in (field.name, *field.also):
            column = by_word.get(word)
            if column is not None and column not in found.values():
                found[field.name] = column
                break
    return found


def read_rows(
    kind: Kind, header: list[str], rows: list[list[str]], columns: Mapping[str, str], zone: ZoneInfo
) -> tuple[list[Row], list[Fault]]:
    """Read every row; one with something wrong in it is left out, and all that is wrong is said."""
    places = {field: header.index(column) for field, column in columns.items()}
    good, faults, seen = [], list[Fault](), set[tuple[str, ...]]()
    keys = KEYS[kind]
    for n, cells in enumerate(rows, start=2):
        if not any(cells):
            continue
        values: dict[str, Any] = {}
        wrong: list[Fault] = []
        for field in FIELDS[kind]:
            text = cells[places[field.name]] if field.name in places else ""
            try:
                if not text and field.required:
                    raise WrongError(Reason.MISSING)
                values[field.name] = field.read(text or field.default or "")
                if field.name == "begins":
                    values["begins"] = moment(text, zone)
            except WrongError as error:
                wrong.append(Fault(n, field.name, error.reason))
        key = tuple(values.get(name, "") for name in keys)
        if not wrong and key in seen:
            wrong.append(Fault(n, keys[0], Reason.TWICE))
        if wrong:
            faults += wrong
            continue
        seen.add(key)
        good.append(Row(n, values))
    return good, faults
