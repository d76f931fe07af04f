"""What does not work about a file as a whole, in sentences; what is wrong with a row is a `Fault`."""

from __future__ import annotations

from server.errors import ServerError


class TableKindError(ServerError):
    """A file that is no table."""

    def __init__(self) -> None:
        super().__init__(
            "This file is no table that can be read.", "Save it as CSV (UTF-8) or XLSX and choose it again."
        )


class TableTooLargeError(ServerError):
    """A file with more in it than is read at once."""

    def __init__(self, max_rows: int, max_bytes: int) -> None:
        super().__init__(
            f"This table is larger than {max_rows} rows or {max_bytes // 2**20} MB.",
            "Divide it into several files; what is read twice counts once.",
        )


class ColumnsError(ServerError):
    """A mapping that names no such field, or one column twice."""

    def __init__(self) -> None:
        super().__init__("The columns cannot be matched like this.", "Choose another column for each field.")
