"""The data directory and its files: for their owner alone."""

from __future__ import annotations

import os
from pathlib import Path

from server.errors import DatabaseUnavailableError


def make_data_dir(folder: Path) -> None:
    """Make the data directory if it is not there. Raises DatabaseUnavailableError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all. Raises DatabaseUnavailableError."""
    part = path.with_suffix(f"{path.suffix}.part")
    try:
        part.unlink(missing_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        part.replace(path)
    except OSError as error:
        raise _unwritable(path.parent, error) from error


def _unwritable(folder: Path, error: OSError) -> DatabaseUnavailableError:
    return DatabaseUnavailableError(
        f"The data directory {folder} cannot be written ({error.strerror}).",
        "Check that it belongs to you and has room, or choose another with --data-dir.",
    )
