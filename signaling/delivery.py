"""Sending: numbered and kept for durable messages, best effort for ephemeral ones."""

from __future__ import annotations

from collections.abc import Sequence

from signaling.messages import Bye, EndpointKind, ServerMessage
from signaling.outbox import DurableToEndpoint
from signaling.state import Action, Close, Endpoint, RoomState, Send


class Delivery:
    """Collects what one step of the room sends."""

    def __init__(self) -> None:
        self.actions: list[Action] = []

    def durable(self, endpoint: Endpoint, message: DurableToEndpoint) -> None:
        """Number and keep `message`; send it if the endpoint is here."""
        numbered = endpoint.outbox.append(message)
        if endpoint.link is not None:
            self.actions.append(Send(endpoint.link, numbered))

    def ephemeral(self, endpoint: Endpoint, message: ServerMessage) -> None:
        """Send `message` if the endpoint is here, else forget it."""
        if endpoint.link is not None:
            self.actions.append(Send(endpoint.link, message))

    def again(self, endpoint: Endpoint) -> None:
        """Send everything that is not acknowledged once more."""
        if endpoint.link is not None:
            self.actions.extend(Send(endpoint.link, message) for message in endpoint.outbox.pending)

    def to_lesson(self, state: RoomState, message: DurableToEndpoint) -> None:
        """A durable message to every endpoint in the lesson."""
        for endpoint in state.admitted_endpoints():
            self.durable(endpoint, message)

    def to_pages(self, state: RoomState, message: DurableToEndpoint) -> None:
        """A durable message to every page in the lesson: a companion has no eyes."""
        for endpoint in state.admitted_endpoints():
            if endpoint.kind is EndpointKind.PAGE:
                self.durable(endpoint, message)

    def close(self, endpoint: Endpoint, bye: Bye, *, rest: Sequence[DurableToEndpoint] = ()) -> None:
        """Say bye to whoever holds the endpoint now; from here on nobody does."""
        if endpoint.link is not None:
            self.actions.append(Close(endpoint.link, bye, tuple(rest)))
            endpoint.link = None
