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


class UnknownHereError(ServerError):
    """This municipality has no such thing, whoever else may."""

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no such {what} here.", "Load the page again.")


class SignInRefusedError(ServerError):
    """Whoever it is, they did not show that they are who they say."""

    def __init__(self, message: str = "This address and password do not belong together.") -> None:
        super().__init__(message, "Try again, or ask your municipality for a new link.")


class UnboundError(SignInRefusedError):
    """The service knows them, but no account is tied to who they are there."""

    def __init__(self) -> None:
        super().__init__("No account here is tied to this sign-in.")


class TiedElsewhereError(SignInRefusedError):
    """Who they are to the service is another account here."""

    def __init__(self) -> None:
        super().__init__("Another account here is tied to this sign-in.")


class PasswordWeakError(ServerError):
    """A password that could be guessed."""

    def __init__(self, min_chars: int) -> None:
        super().__init__(
            "This password is too easy to guess.", f"Take {min_chars} characters or more: four words, say."
        )


class ScoreKindError(ServerError):
    """What was uploaded is no score that pages can show."""

    def __init__(self) -> None:
        super().__init__(
            "This file is no PDF, no picture and no MusicXML.",
            "Save it as PDF, PNG, JPEG or MusicXML and choose it again.",
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


class TrackKindError(ServerError):
    """What was uploaded is no recording that can be played."""

    def __init__(self) -> None:
        super().__init__(
            "This file is no recording that can be played.",
            "Save it as WAV, FLAC, MP3, OGG or M4A and choose it again.",
        )


class TrackLengthError(ServerError):
    """A recording lasts too long, or not long enough to play to."""

    def __init__(self) -> None:
        super().__init__(
            "A track lasts one second at least and ten minutes at most.",
            "Cut out the part you need and choose it again.",
        )


class TrackTooLargeError(ServerError):
    """A recording is over the limit."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(
            f"This file is larger than {max_bytes // 2**20} MB.",
            "Save it as MP3, M4A or FLAC, which are smaller, and choose it again.",
        )


class TooManyTracksError(ServerError):
    """A lesson holds so many tracks and no more."""

    def __init__(self, max_tracks: int) -> None:
        super().__init__(f"This lesson has {max_tracks} tracks already.", "Take one away first.")


class TrackRenderError(ServerError):
    """A track could not be made slower, faster or moved to another key."""

    def __init__(self) -> None:
        super().__init__("The track could not be made ready.", "Wait a moment and start it again.")


class ReadingUnknownError(ServerError):
    """There is no such reading link, or it opens nothing any more."""

    def __init__(self) -> None:
        super().__init__("There is no such reading link.", "The teacher can make a new one.")


class ReadingTooEarlyError(ServerError):
    """A reading link for somebody who has not been in the lesson yet."""

    def __init__(self) -> None:
        super().__init__("This pupil has not been in the lesson yet.", "Make the link once they are in.")


class MeasuringBusyError(ServerError):
    """As many measure as this server takes, or its UDP port cannot be opened."""


class PageMeasuringError(ServerError):
    """The page and the measuring end did not come together, or lost each other."""

    def __init__(self) -> None:
        super().__init__("This page is not connected with the measuring end.", "Start again.")


class EchoBusyError(ServerError):
    """As many echoes run as this server takes."""
