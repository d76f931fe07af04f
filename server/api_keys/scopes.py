"""What a key may be for: each scope opens a few endpoints, and no key opens any other."""

from __future__ import annotations

from enum import StrEnum


class Scope(StrEnum):
    READ_TIMETABLE = "read_timetable"
    READ_TABLES = "read_tables"
    IMPORT_PUPILS = "import_pupils"
    IMPORT_GUARDIANS = "import_guardians"
    IMPORT_STAFF = "import_staff"
    IMPORT_LESSONS = "import_lessons"
    READ_READINESS = "read_readiness"
    READ_SETTLEMENT = "read_settlement"


IMPORTS = frozenset({Scope.IMPORT_PUPILS, Scope.IMPORT_GUARDIANS, Scope.IMPORT_STAFF, Scope.IMPORT_LESSONS})
