"""Concealment's models are made in a process of their own, so that no callback waits for the arithmetic.

A model costs a quarter to half a millisecond, a third of a 64-frame callback, and it is needed before the gap
that it is for. The audio thread leaves the newest sound in shared memory and takes the model from there some
milliseconds later; neither side ever waits for the other.
"""

from __future__ import annotations

import mmap
import os
import secrets
import subprocess
import sys
import tempfile
import threading
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from dsp.concealment import HISTORY_FRAMES, ORDER

__all__ = ["SLOTS", "ModelMaker", "ModelSlot", "shared_slots"]

SLOTS = 8
"""A lesson's three far ends, each with the connection that replaces it, and some to spare."""
_HEAD = 4
_STOP_TIMEOUT_S = 30.0  # on a busy machine it may still be importing
_SLOT_BYTES = 8 * _HEAD + 4 * 2 * HISTORY_FRAMES + 8 * ORDER
SHARED_BYTES = SLOTS * _SLOT_BYTES


class Slot:
    """One far end's place in the shared memory.

    A number that counts up tells that something is there; the writer raises it last. Where a processor shows
    that out of order, a model is made of sound that is a few samples torn: it is still stable, and replaced
    soon.
    """

    def __init__(self, memory: memoryview) -> None:
        head = 8 * _HEAD
        models = head + 4 * 2 * HISTORY_FRAMES
        self._head = memory[:head].cast("q")  # plain numbers: numpy's would cost the callback more
        self.history = np.frombuffer(memory[head:models], np.float32).reshape(2, HISTORY_FRAMES)
        self.model = np.frombuffer(memory[models:_SLOT_BYTES], np.float64)

    def get(self, name: int) -> int:
        return int(self._head[name])

    def put(self, name: int, value: int) -> None:
        self._head[name] = value


OFFERED, ANSWERED, SHAPE, TRAINED = range(_HEAD)


def shared_slots(memory: mmap.mmap) -> list[Slot]:
    """The slots that lie in ``memory``."""
    view = memoryview(memory)
    return [Slot(view[_SLOT_BYTES * n : _SLOT_BYTES * (n + 1)]) for n in range(SLOTS)]


class ModelSlot:
    """The `dsp.concealment.Trainer` of one far end.

    Notes
    -----
    Realtime-safe: yes, a copy of 4096 frames at the most. Thread-safe: one audio thread.
    """

    def __init__(self, slot: Slot) -> None:
        self.slot = slot
        self._offered = self._taken = slot.get(OFFERED)

    def offer(self, history: NDArray[np.float32]) -> bool:
        """Leave a copy of ``history`` ``(frames, channels)``; False while the last one is at work."""
        slot = self.slot
        if slot.get(ANSWERED) != self._offered:
            return False
        frames, width = history.shape
        frames = min(frames, HISTORY_FRAMES)
        slot.history[:width, :frames] = history[len(history) - frames :].T
        slot.put(SHAPE, frames * 4 + width)
        self._offered += 1
        slot.put(OFFERED, self._offered)
        return True

    def take(self) -> NDArray[np.float64] | None:
        """Give a new model, once."""
        slot = self.slot
        if self._taken == self._offered or slot.get(ANSWERED) != self._offered:
            return None
        self._taken = self._offered
        return slot.model.copy() if slot.get(TRAINED) else None


class ModelMaker:
    """The process and the memory shared with it; use as a context manager.

    Where the process dies, gaps are filled by the last model, or are silent.

    Notes
    -----
    Thread-safe: no; the slots it gives are.
    """

    def __init__(self) -> None:
        self._free: list[Slot] = []
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> ModelMaker:
        if sys.platform == "win32":
            name = f"klangbro-{secrets.token_hex(8)}"
            memory = mmap.mmap(-1, SHARED_BYTES, tagname=name)
            inherited: tuple[int, ...] = ()
        else:
            with tempfile.TemporaryFile(prefix="klangbro-") as file:  # has no name: gone with the last user
                number = os.memfd_create("klangbro") if hasattr(os, "memfd_create") else os.dup(file.fileno())
            os.ftruncate(number, SHARED_BYTES)
            memory = mmap.mmap(number, SHARED_BYTES)
            name, inherited = str(number), (number,)
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, our own arguments
                [sys.executable, "-m", "client.native.trainer_worker", name],
                stdin=subprocess.PIPE,
                pass_fds=inherited,
            )
        finally:
            for number in inherited:
                os.close(number)
        self._free = shared_slots(memory)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        process = self._process
        assert process is not None and process.stdin is not None
        process.stdin.close()  # what the process watches: it ends when we do, however that happens
        try:
            process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def slot(self) -> ModelSlot | None:
        """A far end's own slot; None when all are taken."""
        return ModelSlot(self._free.pop()) if self._free else None

    def give_back(self, slot: ModelSlot | None) -> None:
        """Let another far end have it; nobody must use it any more."""
        if slot is not None:
            self._free.append(slot.slot)


def stopped_with_parent() -> threading.Event:
    """An event that is set when the other end of standard input is gone."""
    gone = threading.Event()

    def watch() -> None:
        sys.stdin.buffer.read()
        gone.set()

    threading.Thread(target=watch, daemon=True).start()
    return gone
