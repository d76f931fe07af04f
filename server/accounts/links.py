"""One-use links: somebody gets an address by mail or by hand, and confirms on the page it opens.

Mail programs and scanners open every address they see, so opening one does nothing: only what the page
posts does. The token stands in the fragment, which no server, proxy or log is shown.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts import repository
from server.accounts.repository import Link
from server.accounts.schemas import Purpose
from server.accounts.tokens import digest, new_token

LASTS_S: Final[dict[Purpose, float]] = {
    "password": 7 * 24 * 3600.0,
    "guardian": 7 * 24 * 3600.0,
    "sign_in": 20 * 60.0,
}


async def make(
    connection: AsyncConnection, account_id: str, purpose: Purpose, origin: str, now_s: float
) -> str:
    """Make a link, the only one of its account that holds from now on; return its address."""
    token = new_token()
    await repository.void_links(connection, account_id, now_s)
    await repository.add_link(
        connection, Link(digest(token), account_id, purpose, now_s, now_s + LASTS_S[purpose])
    )
    return f"{origin}/welcome#l={token}"
