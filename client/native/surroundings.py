"""What every connection of a session shares, and who is at the far end of one."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from client.native.awake import Awake
from client.native.engine import Engine
from client.native.lesson_time import LessonTime
from client.native.midi.keyboard import Keyboard
from client.native.stepping import Stepping
from client.native.track_fetch import Fetch
from client.native.trainer import ModelMaker
from rtc.datagrams import DatagramFilter
from rtc.video import VideoSource
from signaling.messages import ClientMessage, Role

__all__ = ["Person", "Surroundings"]


@dataclass(frozen=True, slots=True)
class Person:
    """Who is at the far end."""

    participant: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every connection of a session shares.

    Attributes
    ----------
    say : Callable[[ClientMessage], None]
        Sends to the room.
    sends : bool
        Whether our microphone goes out; an observer's does not.
    stepping : Stepping
        Bounds the sound by what the paths carry.
    datagram_filter : DatagramFilter or None
        See `rtc.Peer`.
    awake : Awake
        Tells what is stale because this process was stopped.
    models : ModelMaker or None
        Makes the concealment's models; without it the audio thread does.
    time : LessonTime
        What time the lesson has.
    keyboard : Keyboard or None
        Sends and plays keys; None: this end has none.
    fetch, trip_measured : Callable
        Gets a backing track's sound; says whether the sound card's round trip was measured.
    """

    engine: Engine
    say: Callable[[ClientMessage], None]
    sends: bool
    silence_s: float
    stepping: Stepping
    loopback: bool = False
    datagram_filter: DatagramFilter | None = None
    models: ModelMaker | None = None
    video_out: VideoSource | None = None
    wants_picture: bool = False
    awake: Awake = field(default_factory=lambda: Awake(time.monotonic()))
    time: LessonTime = field(default_factory=LessonTime)
    keyboard: Keyboard | None = None
    fetch: Fetch | None = None
    trip_measured: Callable[[], bool] = bool
