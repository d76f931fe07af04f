"""A copy of the database and the lessons' files while the server runs, and the way back."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import tarfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from server import backup_files
from server.db.engine import BUSY_TIMEOUT_MS
from server.db.migrate import known_revisions
from server.errors import ServerError
from server.privacy.erasure_list import ErasureList

_BEHIND = ("-wal", "-shm")


class BackupError(ServerError):
    """A backup cannot be made, read or put back."""


def refuse_server(url: str) -> None:
    """Raise BackupError for a database that is not a file of ours."""
    if not url.startswith("sqlite"):
        raise BackupError(
            "This database is on a PostgreSQL server.",
            "Back up with pg_dump --format=custom --file=FILE ADDRESS; put back with "
            "pg_restore --clean --if-exists --dbname=ADDRESS FILE while no node runs.",
        )


def backup(database: Path, target: Path, data_dir: Path | None = None) -> int:
    """Copy the database as it is at one moment, the server running or not; return the copy's bytes.

    The copy is whole or not there at all, and its owner's alone. The lessons' files lie beside it afterwards.

    Parameters
    ----------
    data_dir : Path, optional
        Where the files are; by default where the database is.

    Raises
    ------
    BackupError
        There is no database, the file is there already, or it cannot be written.
    """
    if not database.is_file():
        raise BackupError(f"There is no database at {database}.", "Choose its folder with --data-dir.")
    files = backup_files.beside(target)
    for there in (target, files):
        if there.exists():
            raise BackupError(f"{there} is there already.", "Choose another name; nothing was overwritten.")
    part = target.with_name(f"{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(_open(database)) as source, closing(_open(part)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
        _check(part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        # After the database, so that whatever it speaks of and is still needed is among them.
        backup_files.pack(data_dir or database.parent, files)
        part.replace(target)
    except (sqlite3.Error, OSError, tarfile.TarError) as error:
        part.unlink(missing_ok=True)
        files.unlink(missing_ok=True)
        raise BackupError(
            f"The backup cannot be written ({error}).", "Check that the folder is there and has room."
        ) from error
    return target.stat().st_size


def restore(
    source: Path, database: Path, erasures: ErasureList | None = None, data_dir: Path | None = None
) -> Path | None:
    """Put a backup in the database's place; return where what was there before is kept.

    Whoever was erased since the backup was made is erased in it, too, before it takes its place: in the
    database and among the files beside it, which are then added to those that are there.

    Parameters
    ----------
    data_dir : Path, optional
        Where the files go; by default where the database is.

    Raises
    ------
    BackupError
        The file is no backup, is of a later version, or a server is running on the database.
    """
    if not source.is_file():
        raise BackupError(f"{source} is not there.", "Name the file that klangbro admin backup wrote.")
    _check(source)
    kept: Path | None = None
    folder, files = data_dir or database.parent, backup_files.beside(source)
    part = database.with_name(f"{database.name}.part")
    try:
        if database.exists():
            _refuse_running(database)
            kept = _free_name(database)
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        shutil.copyfile(source, part)
        if files.is_file():
            backup_files.unpack(files, folder)
        if erasures is not None:
            _forget_again(part, folder, erasures)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        if kept is not None:
            database.rename(kept)
        for behind in _BEHIND:
            database.with_name(database.name + behind).unlink(missing_ok=True)
        part.replace(database)
        backup_files.take_place(folder)
    except (OSError, ServerError, tarfile.TarError) as error:
        part.unlink(missing_ok=True)
        backup_files.drop(folder)
        raise BackupError(
            f"The backup cannot be put back ({error}).",
            "Check that the data directory is yours and has room.",
        ) from error
    return kept


def _forget_again(part: Path, data_dir: Path, erasures: ErasureList) -> None:
    from server.privacy.erasure import forget_in  # noqa: PLC0415 - not needed for making a backup

    # A thread of its own, since whoever restores may have an event loop running.
    with ThreadPoolExecutor(max_workers=1) as alone:
        alone.submit(asyncio.run, forget_in(part, data_dir, erasures)).result()


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None)


def _check(path: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
            whole = copy.execute("PRAGMA quick_check").fetchone() == ("ok",)
            (revision,) = copy.execute("SELECT version_num FROM alembic_version").fetchone() or (None,)
    except sqlite3.Error as error:
        raise BackupError(f"{path} is no backup of Klangbro ({error}).", "Choose another file.") from error
    if not whole:
        raise BackupError(f"{path} is damaged.", "Choose an older backup.")
    if revision not in known_revisions():
        raise BackupError(f"{path} is of a later version of Klangbro.", "Install that version first.")


def _refuse_running(database: Path) -> None:
    """Only one that has the file to itself can take it out of WAL mode; this also folds the log into it."""
    try:
        with closing(sqlite3.connect(database, timeout=0.2, isolation_level=None)) as alone:
            if alone.execute("PRAGMA journal_mode = DELETE").fetchone() != ("delete",):
                raise sqlite3.OperationalError("it is in use")
    except sqlite3.OperationalError as error:
        raise BackupError("A server is running on this database.", "Stop it, then restore.") from error
    except sqlite3.DatabaseError:
        return  # damaged: that is what backups are for


def _free_name(database: Path) -> Path:
    number = 1
    while (name := database.with_name(f"{database.name}.before-restore-{number}")).exists():
        number += 1
    return name
