"""The far picture that outlives its connection, and the file it may be kept in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from client.native.errors import ClientError
from client.native.picture import save_png
from client.native.sight import Sight

__all__ = ["Gallery"]


class Gallery:
    """Remembers who was seen last.

    Parameters
    ----------
    path : Path or None
        PNG file that `save` keeps the newest picture in.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._sight = Sight()

    def look(self, sights: Iterable[Sight]) -> None:
        """Take over from the connections that stand."""
        for sight in sights:
            if sight.frames:
                self._sight = sight

    def rgb(self) -> NDArray[np.uint8] | None:
        """The newest picture, ``(height, width, 3)``."""
        return self._sight.rgb()

    async def save(self) -> None:
        """Write the newest picture, where that is wanted.

        Raises
        ------
        ClientError
            The file cannot be written.
        """
        picture = None if self._path is None else self.rgb()
        if self._path is None or picture is None:
            return
        try:
            await asyncio.to_thread(save_png, picture, self._path)
        except OSError as error:
            raise ClientError(f"Cannot save the picture to {self._path}: {error.strerror}.") from error
