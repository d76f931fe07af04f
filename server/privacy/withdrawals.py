"""Permissions that end elsewhere or by time reach whoever relies on them within half a second."""

from __future__ import annotations

from collections.abc import Callable

from server.again import again_and_again
from server.privacy.permission import Permissions, Purpose

EVERY_S = 0.25


class Relied:
    """What this process does on the strength of permissions, looked at again and again.

    A recording that runs calls ``rely(person, purpose)`` and, at its end, what that returned. Should the
    permission end meanwhile, by whatever way (withdrawn at another node or by command, run out, the
    guardian gone, the person erased), `Permissions`' listeners are told.
    """

    def __init__(self, permissions: Permissions) -> None:
        self._permissions = permissions
        self._relied: dict[tuple[str, Purpose], int] = {}

    def rely(self, person_id: str, purpose: Purpose) -> Callable[[], None]:
        """Have a permission watched until the returned function is called."""
        key = (person_id, purpose)
        self._relied[key] = self._relied.get(key, 0) + 1

        def no_more() -> None:
            left = self._relied.pop(key, 1) - 1
            if left > 0:
                self._relied[key] = left

        return no_more

    async def check(self) -> None:
        """Look once."""
        for person_id, purpose in list(self._relied):
            if not await self._permissions.permission(person_id, purpose):
                self._permissions.tell(person_id, purpose)

    async def watch(self) -> None:
        """Look four times a second (at nothing, where nothing runs) until cancelled."""
        await again_and_again(self.check, "withdrawn permissions", every_s=EVERY_S, first_s=EVERY_S)
