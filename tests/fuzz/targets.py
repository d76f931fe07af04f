"""Every parser there is."""

from __future__ import annotations

from tests.fuzz import media, rooms, tables, wires

TARGETS = (*media.TARGETS, *rooms.TARGETS, *tables.TARGETS, *wires.TARGETS)
