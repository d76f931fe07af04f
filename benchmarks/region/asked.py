"""What each staff page asks of the API, as it opens: in order, and by whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

DAY_S = 24 * 3600.0


def calls(page: str, now_s: float) -> list[str]:
    """Return the addresses, within the municipality, that a page reads before it is whole.

    Parameters
    ----------
    page : str
        As in its address.
    now_s : float
        The page's day, week and month are those of this time.
    """
    today = datetime.fromtimestamp(now_s, UTC)
    month = today.strftime("%Y-%m")
    first_s = today.replace(day=1, hour=0, minute=0, second=0, microsecond=0).timestamp()
    monday_s = now_s - today.weekday() * DAY_S - (now_s % DAY_S)
    next_s = (today.replace(day=28) + timedelta(days=4)).replace(day=1).timestamp()
    found: dict[str, list[str]] = {
        "today": [f"/lessons?from_s={now_s - 8 * 3600}&to_s={now_s + 16 * 3600}"],
        "week": [f"/lessons?from_s={now_s - 3 * DAY_S}&to_s={now_s + 4 * DAY_S}"],
        "plan": ["/people"],
        # A week from Monday, and the form of a new series.
        "timetable": [
            "/timetable/frame",
            f"/timetable?from_s={monday_s}&to_s={monday_s + 7 * DAY_S}",
            "/people",
            "/agreements",
        ],
        "next": [f"/timetable?from_s={now_s}&to_s={now_s + 60 * DAY_S}"],
        "account": ["/own-card"],
        "places": ["/places", "/readiness/warnings", "/readiness/devices"],
        "people": ["/people"],
        "agreements": ["/agreements", "/people?role=teacher"],
        "posts": ["/needs", "/posts", "/offers"],
        "hours": [
            f"/deliveries?from_s={first_s}&to_s={next_s}",
            "/agreements",
            f"/settlements/{month}",
        ],
        "tables": ["/tables/pupils/columns"],
    }
    return found[page]


#: Which pages are whose; the admin's people have addresses beside them.
PAGES: dict[str, tuple[str, ...]] = {
    "coordinator": (
        "today",
        "week",
        "plan",
        "timetable",
        "people",
        "agreements",
        "posts",
        "hours",
        "tables",
    ),
    "admin": ("today", "week", "people", "agreements", "posts", "hours", "places"),
    "teacher": ("today", "week", "plan", "hours", "account"),
    "guardian": ("today", "week", "next"),
}
