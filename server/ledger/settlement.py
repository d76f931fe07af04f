"""What one municipality owes another for a month: a function of the entries and of the terms alone.

It is counted in exact fractions and rounded once, at the end, to the currency's smallest unit, by
`server.ledger.shares.spread`: what is owed and what is due sum to zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from server.ledger.entries import MINUTES, POST, Kind
from server.ledger.shares import half_up, spread

MINUTES_PER_HOUR = 60


class Form(StrEnum):
    """How municipalities share."""

    JOINT_POST = "joint_post"  # the post's cost is borne by share
    BOUGHT_HOURS = "bought_hours"  # who takes pays by the minute
    EXCHANGE = "exchange"  # minutes against minutes; the price is 0, or what stays open costs
    POOL = "pool"  # what all give is borne by share


@dataclass(frozen=True, slots=True)
class Tariff:
    """What of a version's terms counts in a settlement.

    Parameters
    ----------
    form : Form
    currency : str
    price_minor : int
        For an hour, in hundredths of the currency.
    shares : Mapping of str to int
        By municipality, in any common unit.
    """

    form: Form
    currency: str
    price_minor: int
    shares: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a month's entries that are alike; ``taken_back`` for those that correct others."""

    version: int
    kind: Kind
    unit: str
    giver: str
    taker: str
    taken_back: bool
    amount: int


@dataclass(frozen=True, slots=True)
class Line:
    """Minutes or cost from one to another, and their worth; below zero where more was taken back."""

    version: int
    kind: Kind
    giver: str
    taker: str
    minutes: int
    worth_minor: int


@dataclass(frozen=True, slots=True)
class Account:
    """One municipality in a month: ``due_minor`` above zero is to be paid to it, below zero by it."""

    municipality: str
    given_min: int
    taken_min: int
    due_minor: int


@dataclass(frozen=True, slots=True)
class Payment:
    payer: str
    payee: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """A month of an agreement; lines and accounts are in a fixed order, so that equals are equal."""

    currency: str
    lines: tuple[Line, ...]
    accounts: tuple[Account, ...]
    payments: tuple[Payment, ...]
    worth_minor: int


_Key = tuple[int, Kind, str, str, str]


def settle(tariffs: Mapping[int, Tariff], totals: Iterable[Total]) -> Settlement:
    """Settle a month.

    Parameters
    ----------
    tariffs : Mapping of int to Tariff
        By version, of every version that a total names, and at least one.
    totals : iterable of Total

    Raises
    ------
    ValueError
        No tariff, more than one currency, or shares that sum to nothing where they are needed.
    """
    currencies = {tariff.currency for tariff in tariffs.values()}
    if len(currencies) != 1:
        raise ValueError(f"currencies {sorted(currencies)}")
    flows = _flows(totals)
    worths = [_worth(tariffs[key[0]], key, amount) for key, amount in flows]
    whole = half_up(sum(worths, Fraction(0)))
    lines = tuple(
        Line(version, kind, giver, taker, amount if unit == MINUTES else 0, worth)
        for ((version, kind, unit, giver, taker), amount), worth in zip(
            flows, spread(whole, worths), strict=True
        )
    )
    parties = sorted({party for tariff in tariffs.values() for party in tariff.shares})
    dues = _dues(tariffs, flows, worths, parties)
    accounts = tuple(
        Account(
            one,
            sum(line.minutes for line in lines if line.giver == one),
            sum(line.minutes for line in lines if line.taker == one),
            due,
        )
        for one, due in zip(parties, dues, strict=True)
    )
    return Settlement(currencies.pop(), lines, accounts, _payments(accounts), whole)


def _flows(totals: Iterable[Total]) -> list[tuple[_Key, int]]:
    """Sums by direction; what takes back counts against the direction it was entered for at first."""
    found: defaultdict[_Key, int] = defaultdict(int)
    for one in totals:
        giver, taker, sign = (one.taker, one.giver, -1) if one.taken_back else (one.giver, one.taker, 1)
        found[one.version, one.kind, one.unit, giver, taker] += sign * one.amount
    return sorted((key, amount) for key, amount in found.items() if amount)


def _worth(tariff: Tariff, key: _Key, amount: int) -> Fraction:
    if key[2] != MINUTES:
        return Fraction(amount)
    # Whoever holds a post is paid by the month: their minutes are counted and cost nothing more.
    price = 0 if tariff.form is Form.JOINT_POST else tariff.price_minor
    return Fraction(amount * price, MINUTES_PER_HOUR)


def _dues(
    tariffs: Mapping[int, Tariff],
    flows: list[tuple[_Key, int]],
    worths: list[Fraction],
    parties: list[str],
) -> list[int]:
    exact: defaultdict[str, Fraction] = defaultdict(Fraction)
    for ((version, _kind, _unit, giver, taker), _amount), worth in zip(flows, worths, strict=True):
        exact[giver] += worth
        tariff = tariffs[version]
        if taker != POST and tariff.form is not Form.POOL:
            exact[taker] -= worth
            continue
        whole = sum(tariff.shares.values())
        if whole <= 0 or min(tariff.shares.values()) < 0:
            raise ValueError(f"shares {dict(tariff.shares)}")
        for party, share in tariff.shares.items():
            exact[party] -= worth * share / whole
    return spread(0, [exact[party] for party in parties])


def _payments(accounts: tuple[Account, ...]) -> tuple[Payment, ...]:
    """Who pays whom: whoever owes most first, to whoever is owed most; fewer than there are parties."""
    open_minor = {one.municipality: one.due_minor for one in accounts}
    found: list[Payment] = []
    while any(open_minor.values()):
        payee = min(open_minor, key=lambda one: (-open_minor[one], one))
        payer = min(open_minor, key=lambda one: (open_minor[one], one))
        amount = min(open_minor[payee], -open_minor[payer])
        open_minor[payee] -= amount
        open_minor[payer] += amount
        found.append(Payment(payer, payee, amount))
    return tuple(found)
