"""What does not work about shared posts, in sentences."""

from __future__ import annotations

from server.errors import ServerError


class PostStateError(ServerError):
    """What is asked for does not go with how the post or the need stands."""

    def __init__(self) -> None:
        super().__init__(
            "The post does not allow this as it stands now.",
            "Load the page again and look at its state and at who has agreed to it.",
        )


class PartsError(ServerError):
    """These needs make no post that several municipalities share."""

    def __init__(self) -> None:
        super().__init__(
            "A shared post has a need of one's own and one of another municipality at least, "
            "and no more than 100 percent.",
            "Choose open needs that no other post has.",
        )
