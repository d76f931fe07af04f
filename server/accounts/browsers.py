"""What kind of browser somebody signed in with: enough to know one's own again, too little to track."""

from __future__ import annotations

_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("CrOS", "ChromeOS"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def describe(user_agent: str | None) -> str:
    """Return such as ``Chrome, ChromeOS``; empty where neither is known."""
    said = user_agent or ""
    parts = (next((name for mark, name in known if mark in said), "") for known in (_BROWSERS, _SYSTEMS))
    return ", ".join(part for part in parts if part)
