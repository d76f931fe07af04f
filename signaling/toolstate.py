"""What the room remembers of its tools, and what it tells one who comes in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from signaling.messages import EndpointKind
from signaling.tools import Asked, Metronome, Timer, Tone
from signaling.track_messages import Track, TrackFile, Tracks

if TYPE_CHECKING:
    from signaling.delivery import Delivery
    from signaling.state import Endpoint


MAX_TRACKS = 8


@dataclass(slots=True)
class Tools:
    """The tools of one lesson.

    Attributes
    ----------
    timer : Timer
        In unix time, which a restarted server still knows.
    asks : dict
        Questions without an answer yet, as they were put, by the participant who is asked.
    """

    metronome: Metronome = field(default_factory=Metronome)
    tone: Tone = field(default_factory=Tone)
    timer: Timer = field(default_factory=Timer)
    asks: dict[str, list[Asked]] = field(default_factory=dict)
    tracks: dict[str, TrackFile] = field(default_factory=dict)
    track: Track = field(default_factory=Track)


def greet(tools: Tools, delivery: Delivery, endpoint: Endpoint) -> None:
    """Tell an endpoint that came in what differs from the start, and what its person was asked."""
    fresh = Tools()
    for now, before in ((tools.metronome, fresh.metronome), (tools.tone, fresh.tone)):
        if now != before:
            delivery.durable(endpoint, now)
    if tools.timer.ends_at_s is not None:
        delivery.durable(endpoint, tools.timer)
    if tools.tracks:
        if endpoint.kind is EndpointKind.PAGE:
            delivery.durable(endpoint, Tracks(tracks=tuple(tools.tracks.values())))
        delivery.durable(endpoint, tools.track)
    for asked in tools.asks.get(endpoint.participant, ()):
        delivery.durable(endpoint, asked)


def forget(tools: Tools, participant: str) -> None:
    """Somebody is gone: so are the questions to them."""
    tools.asks.pop(participant, None)
