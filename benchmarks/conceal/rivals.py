"""Other ways to fill a gap, our own writing of what is published of them.

Each takes the sound ``(frames,)`` as it came, which packets of ``packet`` samples are lost, and gives what
would be heard. None adds delay.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Lost = NDArray[np.bool_]


def zero_fill(sound: Floats, lost: Lost, packet: int) -> Floats:
    """Silence."""
    heard = sound.copy()
    heard[: len(lost) * packet].reshape(-1, packet)[lost] = 0.0
    return heard


def repeat(sound: Floats, lost: Lost, packet: int) -> Floats:
    """The packet before, once more, half as loud each time."""
    heard = sound.copy()
    rows = heard[: len(lost) * packet].reshape(-1, packet)
    for index in np.flatnonzero(lost):
        rows[index] = 0.5 * rows[index - 1] if index and lost[index - 1] else rows[index - 1]
    return heard


def burg_predictor(sound: Floats, order: int) -> Floats:
    """Burg's method (J. P. Burg, 1967): forward and backward errors together at their least."""
    ahead, behind, weights = sound[1:], sound[:-1], np.zeros(0)
    for _ in range(order):
        power = float(ahead @ ahead + behind @ behind)
        if power <= 1e-12:
            break
        turned = 2.0 * float(ahead @ behind) / power
        weights = np.concatenate((weights - turned * weights[::-1], [turned]))
        ahead, behind = ahead[1:] - turned * behind[1:], behind[:-1] - turned * ahead[:-1]
    return weights


def jacktrip_like(sound: Floats, lost: Lost, packet: int) -> Floats:
    """Burg on the last four packets heard, of the highest order they give; crosses back over one packet.

    C. Chafe, JackTrip's regulator (2021-24): at up to 128 frames a packet, a history of 4 packets.
    """
    heard = sound.copy()
    fall = 1.0 - np.arange(packet) / packet
    carried: Floats | None = None
    for index in range(4, len(lost)):
        at = index * packet
        if not lost[index]:
            if carried is not None:
                heard[at : at + packet] = fall * carried + (1.0 - fall) * sound[at : at + packet]
            carried = None
            continue
        history = heard[at - 4 * packet : at]
        weights = burg_predictor(history, len(history) - 1)
        made = np.concatenate((history, np.zeros(2 * packet)))
        reach = len(weights)
        for step in range(len(history), len(made)) if reach else ():
            made[step] = np.clip(weights @ made[step - reach : step][::-1], -1.0, 1.0)
        now = made[len(history) : len(history) + packet]
        heard[at : at + packet] = now if carried is None else fall * carried + (1.0 - fall) * now
        carried = made[len(history) + packet :]
    return heard


RIVALS = {"zero": zero_fill, "repeat": repeat, "jacktrip": jacktrip_like}
