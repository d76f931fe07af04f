"""Find libopus where PyAV brought it along, and hand it to opuslib.

opuslib asks ``ctypes.util.find_library`` for a libopus of the system, which Windows, macOS and a bare
Debian do not have. PyAV's wheels carry a recent one on all three; so that is where opuslib is pointed
before its import.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.util
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from .errors import LibraryMissingError

# Per platform, relative to the directory that holds the package ``av``.
_PATTERNS = {
    "linux": ("av.libs/libopus-*.so*", "av.libs/libopus.so*"),
    "darwin": ("av/.dylibs/libopus*.dylib",),
    "win32": ("av.libs/libopus-*.dll", "av.libs/opus-*.dll", "av.libs/libopus*.dll"),
}
_import_lock = threading.Lock()


@dataclass(frozen=True)
class LibOpus:
    """The functions in use, with their argument types set.

    ``encode_float`` and ``decode_float`` go through ``ctypes.PyDLL``: they take some ten microseconds, and a
    thread that let go of the interpreter lock for that would wait up to a switch interval to get it back, in
    the middle of an audio callback.
    """

    path: str
    encoder_get_size: Any
    encoder_init: Any
    encoder_ctl: Any
    encode_float: Any
    decoder_get_size: Any
    decoder_init: Any
    decoder_ctl: Any
    decode_float: Any
    strerror: Any
    get_version_string: Any


def bundled_path(platform: str = sys.platform, site: Path | None = None) -> Path | None:
    """Path of the libopus inside PyAV's wheel, or ``None`` where PyAV was built against the system's."""
    if site is None:
        spec = importlib.util.find_spec("av")
        if spec is None or spec.origin is None:
            return None
        site = Path(spec.origin).parent.parent
    for pattern in _PATTERNS.get(platform, _PATTERNS["linux"]):
        found = sorted(site.glob(pattern))
        if found:
            return found[-1]
    return None


@contextmanager
def _find_library_answers(path: Path | None) -> Iterator[None]:
    original = ctypes.util.find_library

    def find_library(name: str) -> str | None:
        return str(path) if name == "opus" and path is not None else original(name)

    ctypes.util.find_library = find_library
    try:
        yield
    finally:
        ctypes.util.find_library = original


def _import_opuslib() -> tuple[Any, str]:
    with _import_lock, warnings.catch_warnings():
        # opuslib compares integers with ``is``: a SyntaxWarning on first import, harmless in CPython.
        warnings.simplefilter("ignore", SyntaxWarning)
        path = bundled_path()
        try:
            with _find_library_answers(path):
                api = import_module("opuslib.api")
        except Exception as error:  # opuslib raises a bare Exception when it finds nothing
            raise LibraryMissingError(
                "No libopus: reinstall PyAV from its wheel (pip install --force-reinstall av), "
                "or install your system's libopus (Debian: apt-get install libopus0)."
            ) from error
    return api.libopus, api.libopus._name


@cache
def load() -> LibOpus:
    """Load libopus through opuslib, once.

    Raises
    ------
    LibraryMissingError
        Neither PyAV's wheel nor the system has a libopus.
    """
    shared, path = _import_opuslib()
    holding = ctypes.PyDLL(path)  # the same library; calls through it keep the interpreter lock

    def function(library: Any, name: str, arguments: tuple[Any, ...], result: Any) -> Any:
        found = library[name]  # indexing makes a fresh object: opuslib's own prototypes stay as they are
        found.argtypes = arguments
        found.restype = result
        return found

    pointer, integer, size = ctypes.c_void_p, ctypes.c_int, ctypes.c_int32
    return LibOpus(
        path=path,
        encoder_get_size=function(shared, "opus_encoder_get_size", (integer,), integer),
        encoder_init=function(shared, "opus_encoder_init", (pointer, size, integer, integer), integer),
        # The ctl functions are variadic, and Apple silicon passes variadic arguments elsewhere than named
        # ones: naming exactly the fixed arguments makes ctypes use the variadic convention for the rest.
        encoder_ctl=function(shared, "opus_encoder_ctl", (pointer, integer), integer),
        encode_float=function(holding, "opus_encode_float", (pointer, pointer, integer, pointer, size), size),
        decoder_get_size=function(shared, "opus_decoder_get_size", (integer,), integer),
        decoder_init=function(shared, "opus_decoder_init", (pointer, size, integer), integer),
        decoder_ctl=function(shared, "opus_decoder_ctl", (pointer, integer), integer),
        decode_float=function(
            holding,
            "opus_decode_float",
            (pointer, ctypes.c_char_p, size, pointer, integer, integer),
            integer,
        ),
        strerror=function(shared, "opus_strerror", (integer,), ctypes.c_char_p),
        get_version_string=function(shared, "opus_get_version_string", (), ctypes.c_char_p),
    )


def version() -> str:
    """The library's own name and version, such as ``libopus 1.6.1``."""
    text: bytes = load().get_version_string()
    return text.decode("ascii", "replace")
