"""Every parser there is."""

from __future__ import annotations

from tests.fuzz import media, rooms

TARGETS = (*media.TARGETS, *rooms.TARGETS)
