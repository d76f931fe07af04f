"""What an account role is in a lesson room: the one place where the two kinds of role meet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from server.roles.names import AccountRole
from signaling.messages import Role

#: A guardian and a host open the door for the pupil they sit beside, with the pupil's own invite.
#: Who is not here enters no lesson by their account.
IN_LESSON: Final[Mapping[AccountRole, Role]] = {
    AccountRole.TEACHER: Role.TEACHER,
    AccountRole.HOST: Role.PUPIL,
    AccountRole.GUARDIAN: Role.PUPIL,
    AccountRole.OBSERVER: Role.OBSERVER,
}
