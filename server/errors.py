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


class EchoBusyError(ServerError):
    """As many echoes run as this server takes."""
