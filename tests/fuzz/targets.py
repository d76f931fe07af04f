"""Every parser there is."""

from __future__ import annotations

from tests.fuzz import media, rooms, tables

TARGETS = (*media.TARGETS, *rooms.TARGETS, *tables.TARGETS)
