"""The lessons' files beside a backup of the database: scores, tracks, demonstrations, reading links'.

They lie in one archive next to the copy (``FILE.files``). Their names are random and they come whole, so that
putting them back adds what is missing and touches nothing that is there. Files of lessons that are not in the
database are swept away by the server.
"""

from __future__ import annotations

import os
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

FOLDERS = ("scores", "readings", "tracks", "demonstrations")
RESTORING = ".restoring"
_UNFINISHED = ".part"


def beside(copy: Path) -> Path:
    """Where a backup's files lie."""
    return copy.with_name(f"{copy.name}.files")


def pack(data_dir: Path, target: Path) -> int:
    """Write the archive, its owner's alone, whole or not at all; return how many files are in it.

    Where there are none, none is written. Raises OSError.
    """
    found = list(_files(data_dir))
    if not found:
        return 0
    part = target.with_name(f"{target.name}{_UNFINISHED}")
    part.unlink(missing_ok=True)
    count = 0
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
            with tarfile.open(fileobj=written, mode="w") as archive:
                for path in found:
                    try:
                        archive.add(path, str(path.relative_to(data_dir)), recursive=False)
                    except FileNotFoundError:
                        continue  # its lesson is over just now
                    count += 1
            written.flush()
            os.fsync(written.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return count


def _files(data_dir: Path) -> Iterator[Path]:
    for name in FOLDERS:
        for path in sorted((data_dir / name).rglob("*")):
            if path.is_file() and not path.is_symlink() and path.suffix != _UNFINISHED:
                yield path


def unpack(source: Path, data_dir: Path) -> None:
    """Lay the archive's files out beside the folders they belong to, where an erasure finds them, too.

    Raises
    ------
    OSError, tarfile.TarError
        It cannot be read, or something is in it that `pack` did not put there.
    """
    drop(data_dir)
    with tarfile.open(source, mode="r:") as archive:
        for member in archive:
            name = PurePosixPath(member.name)
            known = name.parts[0] in FOLDERS and ".." not in name.parts and not name.is_absolute()
            content = archive.extractfile(member) if member.isreg() or member.islnk() else None
            if not known or content is None:
                raise tarfile.TarError(f"{member.name} is none of Klangbro's files")
            to = data_dir / f"{name.parts[0]}{RESTORING}" / Path(*name.parts[1:])
            to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with content, os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                shutil.copyfileobj(content, file)


def take_place(data_dir: Path) -> int:
    """Move what was laid out to where it belongs, if it is not there; return how many files came back."""
    count = 0
    for name in FOLDERS:
        laid = data_dir / f"{name}{RESTORING}"
        for path in sorted(laid.rglob("*")):
            to = data_dir / name / path.relative_to(laid)
            if path.is_file() and not to.exists():
                to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                path.rename(to)
                count += 1
    drop(data_dir)
    return count


def drop(data_dir: Path) -> None:
    """Let go of what was laid out."""
    for name in FOLDERS:
        shutil.rmtree(data_dir / f"{name}{RESTORING}", ignore_errors=True)
