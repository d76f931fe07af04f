"""A month's settlement as a table: lines, what is disputed, hours carried on, then who pays whom."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from server.cells import Cell
from server.delivered.schemas import SettlementOut
from server.ledger.entries import Kind

__all__ = ["HEADER", "Rows", "rows_of"]

HEADER = ("month", "kind", "from", "to", "minutes", "amount", "currency")
Rows = Sequence[Sequence[Cell]]


def rows_of(said: SettlementOut, names: dict[str, str]) -> Rows:
    """Money in whole units, as spreadsheets read it; under `HEADER`.

    Parameters
    ----------
    names : dict
        Of municipalities by id; one that is not in it stands by its id.
    """

    def both(giver: str, taker: str) -> tuple[Cell, Cell]:
        return names.get(giver, giver), names.get(taker, taker)

    rows: list[Sequence[Cell]] = [
        (
            said.month,
            line.kind.value,
            *both(line.giver, line.taker),
            line.minutes,
            _money(line.worth_minor),
            said.currency,
        )
        for line in said.lines
    ]
    for each in said.disputed:
        entry = each.entry
        # A cost is money, an hour's entry minutes: the other column stays empty.
        figures = (
            ("", _money(entry.amount), said.currency) if entry.kind is Kind.COST else (entry.amount, "", "")
        )
        rows.append((said.month, "disputed", *both(entry.giver, entry.taker), *figures))
    for hours in said.balances:
        whose = names.get(hours.municipality, hours.municipality)
        rows.append((said.month, "carried", whose, "", hours.carried_min, "", ""))
        rows.append((said.month, "open", whose, "", hours.open_min, "", ""))
    rows += [
        (said.month, "payment", *both(one.payer, one.payee), "", _money(one.amount_minor), said.currency)
        for one in said.payments
    ]
    return rows


def _money(minor: int) -> Decimal:
    return Decimal(minor).scaleb(-2)
