"""Who may do what: account roles, the actions there are, and the one table that joins them."""

from server.roles.names import AccountRole, Action, LessonState
from server.roles.policy import may, may_any

__all__ = ["AccountRole", "Action", "LessonState", "may", "may_any"]
