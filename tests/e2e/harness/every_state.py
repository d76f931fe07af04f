"""Every state of the pages, in the order of one visit: for axe, snapshots and screenshots."""

from tests.e2e.harness import after_states, door_states, lesson_states, staff_states

STATES = {**door_states.ROWS, **lesson_states.ROWS, **after_states.ROWS, **staff_states.ROWS}
