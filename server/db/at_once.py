"""One statement in one visit to a thread, for what is written or read hundreds of times a second.

SQLAlchemy's asyncio takes SQLite's every word (BEGIN, the statement, its rows, COMMIT, the end) to a thread
and back by itself, which costs more than the writing.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any


class AtOnce:
    """A connection of its own to SQLite's file, in a thread of its own; opened on first use.

    Parameters
    ----------
    file : Path
        The database.
    prepare : Callable
        Given the new connection, sets it up as every other one.
    writes : bool
        Whether its statements change anything.

    Notes
    -----
    Where it writes, whoever calls sees to it that nobody else of this process does meanwhile.
    """

    def __init__(
        self, file: Path, prepare: Callable[[sqlite3.Connection], None], *, writes: bool = True
    ) -> None:
        self._file = file
        self._prepare = prepare
        self._writes = writes
        self._thread: ThreadPoolExecutor | None = None
        self._connection: sqlite3.Connection | None = None

    async def execute(self, statement: str, parameters: Sequence[object]) -> list[Any]:
        """Execute and commit; the rows it returns. Raises sqlite3.Error, and then nothing is stored."""
        loop = asyncio.get_running_loop()
        if self._thread is None:
            name = "klangbro-writes" if self._writes else "klangbro-reads"
            self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        return await loop.run_in_executor(self._thread, self._execute, statement, parameters)

    def _execute(self, statement: str, parameters: Sequence[object]) -> list[Any]:
        if self._connection is None:
            self._connection = sqlite3.connect(self._file)
            self._prepare(self._connection)
        if not self._writes:  # a statement alone sees one moment of the database
            return self._connection.execute(statement, parameters).fetchall()
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            rows = self._connection.execute(statement, parameters).fetchall()
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        return rows

    async def close(self) -> None:
        """Close the connection and end the thread, if there are any; whoever asks again opens them anew."""
        thread, self._thread = self._thread, None
        if thread is not None:
            await asyncio.get_running_loop().run_in_executor(thread, self._close)
            thread.shutdown()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
