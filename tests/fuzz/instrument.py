"""Telling the fuzzer which way an input took: in the parsers alone, since every instrumented line costs.

atheris' own import hook takes whole packages, and aiortc with all its codecs is slow to load that way.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from types import FunctionType, ModuleType

from atheris.instrument_bytecode import patch_code

PARSERS = (
    "aioice.stun", "aiortc.rtp", "aiortc.sdp", "rtc.sdp", "rtc.rtp", "rtc.beat", "rtc.audio_formats",
    "dsp.red", "client.native.beat", "server.scores.kinds", "server.rooms.bus", "signaling.tokens",
    "signaling.invite",
    "signaling.salvage", "signaling.session", "signaling.room", "signaling.requests", "signaling.toolbox",
    "signaling.frames", "server.measuring.packets",
    "signaling.score", "signaling.notes", "signaling.papers", "signaling.admission", "signaling.hiding",
)  # fmt: skip


def instrument() -> int:
    """Instrument every function of the parsers' modules, which are loaded; how many there are."""
    count = 0
    for name in PARSERS:
        for function in _functions(sys.modules[name]):
            function.__code__ = patch_code(function.__code__, False)
            count += 1
    return count


def _functions(module: ModuleType) -> Iterator[FunctionType]:
    for owner in (module, *(thing for thing in vars(module).values() if inspect.isclass(thing))):
        if getattr(owner, "__module__", module.__name__) != module.__name__:
            continue
        for thing in vars(owner).values():
            plain = getattr(thing, "__func__", getattr(thing, "fget", thing))
            if isinstance(plain, FunctionType) and plain.__module__ == module.__name__:
                yield plain
