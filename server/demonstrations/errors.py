"""What can go wrong with a demonstration on its way in."""

from __future__ import annotations

from server.errors import ServerError
from signaling.paper_messages import DEMONSTRATION_S


class DemonstrationKindError(ServerError):
    """What was uploaded is no sound as the lesson's page records it."""

    def __init__(self) -> None:
        super().__init__(
            "This is no sound as a lesson's page records it.",
            "Load the page again and record it once more.",
        )


class DemonstrationTooLongError(ServerError):
    """It is over the limit."""

    def __init__(self) -> None:
        super().__init__(
            f"A demonstration lasts {DEMONSTRATION_S} seconds at most.", "Play a shorter part of it."
        )


class TooManyDemonstrationsError(ServerError):
    """A lesson holds so many and no more."""

    def __init__(self, most: int) -> None:
        super().__init__(f"This lesson has {most} demonstrations already.", "Take one away first.")


class DemonstrationNotPermittedError(ServerError):
    """Whoever plays has not permitted that it is kept."""

    def __init__(self) -> None:
        super().__init__(
            "You have not permitted that your playing is recorded and kept for practising.",
            "Permit recording and clips under Permissions, and record it then.",
        )
