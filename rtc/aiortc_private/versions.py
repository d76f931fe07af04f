"""Which versions the private names were read in."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

from ..errors import LibraryMissingError

KNOWN_VERSIONS: dict[str, frozenset[str]] = {
    "aiortc": frozenset({"1.16.0"}),
    "aioice": frozenset({"0.13.0"}),
    "pylibsrtp": frozenset({"1.0.0"}),
}


def unknown_versions(installed: Callable[[str], str] = version) -> list[str]:
    """Name what is installed in a version whose private names were never read.

    Returns
    -------
    list of str
        Such as ``aiortc 1.17.0 (known: 1.16.0)``; empty when all is well.
    """
    unknown = []
    for package, known in KNOWN_VERSIONS.items():
        try:
            found = installed(package)
        except PackageNotFoundError:
            found = "missing"
        if found not in known:
            unknown.append(f"{package} {found} (known: {', '.join(sorted(known))})")
    return unknown


def check_versions(installed: Callable[[str], str] = version) -> None:
    """Refuse to start on libraries whose insides may have changed.

    Raises
    ------
    LibraryMissingError
        A version is unknown; the message says which, and what to install.
    """
    unknown = unknown_versions(installed)
    if unknown:
        pins = " ".join(f"'{name}=={max(known)}'" for name, known in KNOWN_VERSIONS.items())
        raise LibraryMissingError(
            f"Sound goes past aiortc's own path, and that was never tried with {', '.join(unknown)}. "
            f"Install what it was tried with: pip install {pins}"
        )
