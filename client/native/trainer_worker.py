"""``python -m client.native.trainer_worker MEMORY``: makes the models that the audio thread asks for."""

from __future__ import annotations

import mmap
import sys

from client.native.trainer import (
    ANSWERED,
    OFFERED,
    SHAPE,
    SHARED_BYTES,
    TRAINED,
    Slot,
    shared_slots,
    stopped_with_parent,
)
from dsp.concealment import Concealer

_LOOK_EVERY_S = 0.002  # a model lasts eight times as long, and there is nothing to wake us without a call


def answer(slot: Slot, concealer: Concealer) -> bool:
    """Make the model that is asked for; whether one was."""
    offered = slot.get(OFFERED)
    if offered == slot.get(ANSWERED):
        return False
    frames, width = divmod(slot.get(SHAPE), 4)
    concealer.train(slot.history[:width, :frames].T)
    while not concealer.step():
        pass
    model = concealer.model
    if model is not None:
        slot.model[: len(model)] = model
        slot.model[len(model) :] = 0.0
    slot.put(TRAINED, int(model is not None))
    slot.put(ANSWERED, offered)
    return True


def main(name: str) -> None:
    """Serve until standard input ends."""
    if sys.platform == "win32":
        memory = mmap.mmap(-1, SHARED_BYTES, tagname=name)
    else:
        memory = mmap.mmap(int(name), SHARED_BYTES)
    slots = shared_slots(memory)
    concealer = Concealer(2)
    gone = stopped_with_parent()
    ended = False
    while not ended:
        ended = gone.wait(_LOOK_EVERY_S)
        for slot in slots:  # once more when it has ended: what was asked for is answered
            answer(slot, concealer)


if __name__ == "__main__":
    main(sys.argv[1])
