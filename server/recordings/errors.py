"""What can go wrong with what a lesson's ends have recorded."""

from __future__ import annotations

from server.errors import ServerError


class RecordingUnknownError(ServerError):
    """There is no such recording, or not for whoever asks."""

    def __init__(self) -> None:
        super().__init__("There is no such recording here.", "It may have been deleted.")


class RecordingRunsError(ServerError):
    """The take is not over yet."""

    def __init__(self) -> None:
        super().__init__("This is still being recorded.", "Upload it when the recording has ended.")


class ChunkWrongError(ServerError):
    """A piece is not what was announced."""

    def __init__(self) -> None:
        super().__init__("This piece is not what was announced.", "Send it again.")


class IncompleteError(ServerError):
    """Not everything is here, or it is not what was announced; what was wrong is let go of."""

    def __init__(self) -> None:
        super().__init__("The recording is not complete.", "Ask what is here and send the rest.")
