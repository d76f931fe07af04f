"""What does not work about agreements and hours, in sentences."""

from __future__ import annotations

from server.errors import ServerError


class PartiesError(ServerError):
    """These municipalities, or this currency, cannot be agreed on here."""

    def __init__(self) -> None:
        super().__init__(
            "The parties are one's own municipality and others of this server, and stay as they are.",
            "For other municipalities make another agreement.",
        )


class AgreementChangedError(ServerError):
    """Somebody has proposed a newer version meanwhile."""

    def __init__(self) -> None:
        super().__init__("There is a newer version of this agreement.", "Load the page again and read it.")


class AgreementStateError(ServerError):
    """What is asked for does not go with how the agreement stands."""

    def __init__(self) -> None:
        super().__init__(
            "The agreement does not allow this as it stands now.",
            "Look at its state, its parties and its notice.",
        )


class MonthError(ServerError):
    """A month that cannot be closed or entered into."""

    def __init__(self) -> None:
        super().__init__(
            "This month cannot be settled now.",
            "It must be over, not settled yet, and so must be those before it.",
        )


class DisputeError(ServerError):
    """What cannot be disputed, or is disputed already."""

    def __init__(self) -> None:
        super().__init__(
            "This entry cannot be disputed.",
            "It must stand, be between one's own municipality and another, and not be disputed already.",
        )


class DisputedError(ServerError):
    """Hours that are disputed are not confirmed otherwise meanwhile."""

    def __init__(self) -> None:
        super().__init__("These hours are disputed.", "They can be changed once both sides have resolved it.")


class NotDeliveredError(ServerError):
    """A lesson that has not begun cannot be confirmed."""

    def __init__(self) -> None:
        super().__init__("This lesson has not begun.", "Confirm it once it is over.")
