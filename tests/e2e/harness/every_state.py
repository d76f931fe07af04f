"""Every state of the pages, in the order of one visit: for axe, snapshots and screenshots."""

from tests.e2e.harness import after_states, border_states, door_states, lesson_states, staff_states

_FILES = (door_states, lesson_states, after_states, staff_states, border_states)
STATES = {name: reach for file in _FILES for name, reach in file.ROWS.items()}
