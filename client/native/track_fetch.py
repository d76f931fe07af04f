"""Getting a variant of a backing track from the server, in a thread of its own."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from client.native.asking import ask
from signaling.dialling import PinMismatch
from signaling.invite import Invite

__all__ = ["Fetch", "TrackGone", "Variant", "fetch_sound"]

Variant = tuple[str, int, int]
"""Track, tempo in percent and key in semitones."""
Fetch = Callable[[Variant], NDArray[np.float32]]
"""Gives a variant's sound, ``(frames, 2)``; blocks, and raises `TrackGone`."""

_MOST_ASKED = 200


class TrackGone(Exception):  # noqa: N818 - what it says to a person, as the others here
    """This end has no sound for the track; the message is for its person."""


def fetch_sound(invite: Invite, variant: Variant) -> NDArray[np.float32]:
    """Have a variant made, fetch and decode it.

    Returns
    -------
    NDArray[float32]
        ``(frames, 2)`` at 48 kHz.

    Raises
    ------
    TrackGone
        It could not be had.

    Notes
    -----
    Blocks for as long as it takes: call it in a thread. Thread-safe: yes.
    """
    from rtc.track_audio import TrackAudioError  # noqa: PLC0415 - only who plays a track needs it
    from rtc.track_sound import read_track  # noqa: PLC0415

    track, tempo, key = variant
    path = f"/api/lesson/tracks/{track}/{tempo}/{key}"
    try:
        for _ in range(_MOST_ASKED):  # the server holds each answer until there is something to say
            if json.loads(ask(invite, "PUT", path))["done"] >= 1:
                break
        return read_track(ask(invite, "GET", path))
    except (OSError, http.client.HTTPException, PinMismatch, ValueError, KeyError, TypeError) as error:
        raise TrackGone("The backing track did not come from the server. Start it once more.") from error
    except TrackAudioError as error:
        raise TrackGone("The backing track cannot be played here.") from error
