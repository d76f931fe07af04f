"""Hours against hours: what an exchange leaves open in one month is carried into the next.

Only minutes under a version that puts no price on them are carried. With a price, what stays open is paid
with the month it is open in, and nothing is left of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from server.ledger.entries import MINUTES
from server.ledger.settlement import Form, Tariff, Total


@dataclass(frozen=True, slots=True)
class Balance:
    """One municipality's hours by the end of a month; above zero it has given more than it took.

    ``open_min`` is ``carried_min``, from the months before, and what it gave in this one less what it took.
    """

    municipality: str
    given_min: int
    taken_min: int
    carried_min: int
    open_min: int


def is_carried(tariff: Tariff) -> bool:
    """Whether minutes under these terms are made up for by minutes, and by nothing else."""
    return tariff.form is Form.EXCHANGE and tariff.price_minor == 0


def balances(
    tariffs: Mapping[int, Tariff], before: Iterable[Total], month: Iterable[Total]
) -> tuple[Balance, ...]:
    """Carry hours into a month.

    Parameters
    ----------
    tariffs : Mapping of int to Tariff
        By version, of every version that a total names.
    before : iterable of Total
        Of all months before it.
    month : iterable of Total
        Of the month.

    Returns
    -------
    tuple of Balance
        By municipality, in a fixed order, all that are a party of one of these versions; what they carry and
        what stays open sum to zero. Empty where nothing of it is an exchange without a price.
    """
    parties = sorted({one for tariff in tariffs.values() if is_carried(tariff) for one in tariff.shares})
    carried: Counter[str] = Counter()
    for one in before:
        for who, minutes in _signed(tariffs, one):
            carried[who] += minutes
    given: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    for one in month:
        for who, minutes in _signed(tariffs, one):
            # What is taken back counts against what was given or taken, as in a settlement's lines.
            gave = (minutes > 0) != one.taken_back
            if gave:
                given[who] += minutes
            else:
                taken[who] -= minutes
    return tuple(
        Balance(one, given[one], taken[one], carried[one], carried[one] + given[one] - taken[one])
        for one in parties
    )


def _signed(tariffs: Mapping[int, Tariff], one: Total) -> tuple[tuple[str, int], ...]:
    if one.unit != MINUTES or not is_carried(tariffs[one.version]):
        return ()
    return (one.giver, one.amount), (one.taker, -one.amount)
