"""The database: SQLite in WAL mode by default, its tables, and the migrations that make them.

SQL stands in here and in the repositories of the domains; nobody else writes any.
"""

# So that the metadata has every table.
from server.db import (  # noqa: F401
    border_tables,
    bridge_tables,
    key_tables,
    place_tables,
    post_tables,
    recording_tables,
    staff_tables,
    timetable_tables,
)
from server.db.engine import Database
from server.db.migrate import upgrade

__all__ = ["Database", "upgrade"]
