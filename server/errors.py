"""Every error of the server that a person meets: what happened, and what to do about it."""

from __future__ import annotations


class ServerError(Exception):
    """One sentence of what happened; ``remedy`` is the sentence after it. Printed as one line."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


class SettingsInvalidError(ServerError):
    """An option or a KLANGBRO_ variable cannot be understood."""


class PortUnavailableError(ServerError):
    """The port is taken, not allowed, or the address is not this machine's."""


class DatabaseUnavailableError(ServerError):
    """The database cannot be opened or written."""


class DatabaseNewerError(ServerError):
    """A later version of the program has been at this database."""


class CertificateInvalidError(ServerError):
    """The certificate or its key cannot be read, or they do not belong together."""


class LessonUnknownError(ServerError):
    """There is no such lesson or invite, or it is over."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"There is no open {what}.", "klangbro admin lesson list shows the lessons there are."
        )


class ScoreKindError(ServerError):
    """What was uploaded is no score that pages can show."""

    def __init__(self) -> None:
        super().__init__(
            "This file is no PDF and no picture.", "Save it as PDF, PNG or JPEG and choose it again."
        )


class ScoreTooLargeError(ServerError):
    """An upload is over the limit."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(
            f"This file is larger than {max_bytes // 2**20} MB.",
            "Save only the pages you need and choose it again.",
        )


class TooManyScoresError(ServerError):
    """A lesson holds so many files and no more."""

    def __init__(self, max_files: int) -> None:
        super().__init__(f"This lesson has {max_files} files already.", "Take one away first.")


class ReadingUnknownError(ServerError):
    """There is no such reading link, or it opens nothing any more."""

    def __init__(self) -> None:
        super().__init__("There is no such reading link.", "The teacher can make a new one.")


class ReadingTooEarlyError(ServerError):
    """A reading link for somebody who has not been in the lesson yet."""

    def __init__(self) -> None:
        super().__init__("This pupil has not been in the lesson yet.", "Make the link once they are in.")


class EchoBusyError(ServerError):
    """As many echoes run as this server takes."""
