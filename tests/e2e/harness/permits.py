"""Who a lesson's people are, and what they permit: in the database, as another process does it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing

from server.privacy.permission import Purpose
from tests.e2e.harness.server import Server

ROLES = ("teacher", "pupil")
TOWN = "permits"


def change(server: Server, *statements: tuple[str, Mapping[str, object]]) -> None:
    """Run them in one transaction."""
    with closing(sqlite3.connect(server.data_dir / "klangbro.db", timeout=20)) as connection, connection:
        for statement, values in statements:
            connection.execute(statement, values)


def settle(server: Server) -> None:
    """Two adults of a municipality, who are whoever is invited to a lesson so far."""
    town = "insert or ignore into municipality (id, name, created_s) values (:town, 'Kiruna', 0)"
    one = (
        "insert or ignore into person (id, municipality_id, name, minor, created_s) "
        "values (:role, :town, :role, 0, 0)"
    )
    is_ = "update invite set person_id = :role where role = :role"
    change(
        server,
        (town, {"town": TOWN}),
        *((each, {"role": role, "town": TOWN}) for role in ROLES for each in (one, is_)),
    )


def permit(server: Server, granted: bool, *purposes: Purpose) -> None:
    """Both permit it, or the pupil withdraws it."""
    row = (
        "insert into permission (person_id, purpose, granted, given_by, at_s) "
        "values (:role, :purpose, :granted, :role, :now_s)"
    )
    roles = ROLES if granted else ROLES[1:]
    change(
        server,
        *(
            (row, {"role": role, "purpose": purpose.value, "granted": granted, "now_s": time.time()})
            for role in roles
            for purpose in purposes
        ),
    )
