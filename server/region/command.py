"""``klangbro admin seed-region``: a region for trials and shows, in a data directory of its own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from server.offline import DataDir, with_services

if TYPE_CHECKING:
    from collections import Counter

    from server.state import Services


def seed_region(
    seed: Annotated[int, typer.Option(min=0, help="Everything follows from it.")] = 7,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The last day with lessons; four weeks from now by default."),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Fill an empty database with 14 municipalities, 60 teachers, 2500 pupils and four years of lessons."""

    async def work(services: Services) -> tuple[Counter[str], str, str]:
        from datetime import UTC, timedelta  # noqa: PLC0415 - keeps help quick

        from sqlalchemy import select  # noqa: PLC0415

        from server.accounts import links  # noqa: PLC0415
        from server.db.tables import account  # noqa: PLC0415
        from server.region import seed as region  # noqa: PLC0415

        now_s = services.now_s()
        last = until or datetime.fromtimestamp(now_s, UTC) + timedelta(days=28)
        count = await region.seed_region(services.database, seed=seed, until=last.date(), now_s=now_s)
        async with services.database.write() as connection:
            query = select(account.c.id, account.c.email).where(account.c.email.like("coordinator%"))
            row = (await connection.execute(query.order_by(account.c.email).limit(1))).one()
            link = await links.make(connection, row.id, "password", services.site.origin, now_s)
        return count, row.email, link

    count, email, link = with_services(data_dir, work)
    for name, rows in sorted(count.items()):
        typer.echo(f"{rows:8d} {name}")
    typer.echo(f"Sign in as {email}: this link works once, within seven days:\n  {link}")
    typer.echo("klangbro admin account link --email ADDRESS makes one for anybody else of the region.")
