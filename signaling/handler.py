"""The form of everything that does what a durable message asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from signaling.delivery import Delivery
from signaling.messages import ErrorCode
from signaling.state import Endpoint, RoomState

Handler = Callable[[RoomState, Delivery, Endpoint, Any, float], ErrorCode | None]
