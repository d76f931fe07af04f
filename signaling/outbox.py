"""Durable messages on their way to one endpoint: numbered, kept until acknowledged, sent again on resume.

The only copy that counts is this one: it is stored with the room before anything is sent, so that
neither a lost network nor a killed server loses a message, and the number lets the other end drop
what comes twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from signaling.messages import (
    Admitted,
    ChatLine,
    ConnectionClose,
    ConnectionMedia,
    ConnectionOpen,
    Description,
    ProfileChanged,
    Roster,
)
from signaling.paper_messages import DurablePaper
from signaling.tools import ToolNews
from signaling.track_messages import TrackNews
from signaling.waiting_messages import Door

DurableToEndpoint = Annotated[
    Description
    | Roster
    | Admitted
    | ConnectionOpen
    | ConnectionMedia
    | ConnectionClose
    | ProfileChanged
    | ChatLine
    | Door
    | ToolNews
    | TrackNews
    | DurablePaper,
    Field(discriminator="type"),
]

MAX_PENDING = 400


@dataclass(slots=True)
class Outbox:
    """Numbered messages to one endpoint.

    Attributes
    ----------
    sent : int
        Number of the newest message; 0 before the first.
    acked : int
        Everything up to here has arrived.
    overflowed : bool
        More than `MAX_PENDING` were waiting and all were let go: the endpoint has to start anew.
    """

    sent: int = 0
    acked: int = 0
    overflowed: bool = False
    pending: list[DurableToEndpoint] = field(default_factory=list)

    def append(self, message: DurableToEndpoint) -> DurableToEndpoint:
        """Number `message`, keep it, and return it as it is to be sent."""
        self.sent += 1
        numbered = message.model_copy(update={"seq": self.sent})
        if len(self.pending) >= MAX_PENDING:
            self.overflowed = True
            self.pending.clear()
        if not self.overflowed:
            self.pending.append(numbered)
        return numbered

    def ack(self, seq: int) -> bool:
        """Let go of everything up to `seq`; False (and nothing done) if it was never sent."""
        if seq > self.sent:
            return False
        if seq > self.acked:
            self.acked = seq
            self.pending = [message for message in self.pending if (message.seq or 0) > seq]
        return True

    def can_resume_from(self, seen: int) -> bool:
        """Whether everything after `seen` is still here, and `seen` is no invention."""
        return not self.overflowed and self.acked <= seen <= self.sent

    def reset(self) -> None:
        """Start from number 1 again with nothing pending."""
        self.sent = self.acked = 0
        self.overflowed = False
        self.pending.clear()
