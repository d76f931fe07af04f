"""Every parser there is."""

from __future__ import annotations

from tests.fuzz import keys, media, rooms, tables, wires

TARGETS = (*keys.TARGETS, *media.TARGETS, *rooms.TARGETS, *tables.TARGETS, *wires.TARGETS)
