"""Who there is in the region and what they agreed on: drawn from a seed, the same every time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from server.agreements.standing import Version
from server.agreements.terms import Party, Terms
from server.ledger.settlement import Form
from server.region.names import FIRST, LAST, SUBJECTS, TOWNS

YEARS: Final = 4
MUNICIPALITIES, TEACHERS, PUPILS = 14, 60, 2500
ZONE = ZoneInfo("Europe/Stockholm")
SLOT_MIN: Final = 20
#: Lessons begin from one in the afternoon on, and the last a day ends at twenty to seven.
FIRST_HOUR, SLOTS_A_DAY = 13, 17
#: Weeks without lessons: Christmas, sports, Easter or thereabouts, autumn, summer.
FREE_WEEKS = frozenset({1, 9, 14, 44, 51, 52, 53, *range(24, 34)})
#: Of the teachers whom no other agreement lends, by number: two municipalities lend each other one.
_EXCHANGES = ((1, 3), (5, 7))
_FORMS = (Form.BOUGHT_HOURS, Form.BOUGHT_HOURS, Form.BOUGHT_HOURS, Form.JOINT_POST, Form.POOL)


@dataclass
class Somebody:
    """A person of one municipality; those with an account have an address in it."""

    id: str
    town: str
    name: str
    minor: bool = False
    account: str | None = None
    email: str | None = None
    roles: tuple[str, ...] = ()
    #: Whose guest they are, for who teaches elsewhere too.
    home: Somebody | None = None


@dataclass
class Deal:
    """An agreement: a version for each school year, and whom it lends; ``proposer`` is one of its givers."""

    id: str
    versions: list[Version]
    guests: list[Somebody]
    proposer: str

    @property
    def form(self) -> Form:
        return self.versions[0].terms.form


@dataclass
class Place:
    """A pupil's hour of the week with a teacher, from a school year on."""

    pupil: Somebody
    teacher: Somebody
    subject: str
    weekday: int
    slot: int
    minutes: int
    from_year: int
    deal: Deal | None


@dataclass
class Region:
    """Everything but the lessons."""

    first_day: date
    last_day: date
    towns: dict[str, str]
    people: list[Somebody] = field(default_factory=list)
    guardians: list[tuple[Somebody, Somebody]] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    #: What each teacher teaches, by their id at home.
    subjects: dict[str, str] = field(default_factory=dict)


def draw(dice: Random, until: date, *, scale: float = 1.0) -> Region:
    """Draw a region whose four school years end with the one that ``until`` is in.

    Parameters
    ----------
    dice : Random
        Everything follows from it, identifiers too.
    until : date
        The last day with lessons.
    scale : float
        Of pupils; 1.0 is the whole region.
    """
    begins = until.year - (until.month < 8)
    first = date(begins - YEARS + 1, 8, 1)
    region = Region(first, until, {new_id(dice): name for name in TOWNS[:MUNICIPALITIES]})
    towns = list(region.towns)
    weights = [1 / (rank + 2) for rank in range(len(towns))]
    for town in towns:
        for role in ("admin", "coordinator", "technician"):
            _somebody(region, dice, town, roles=(role,))
    teachers = [
        _somebody(region, dice, town, roles=("teacher",))
        for town in [*towns, *dice.choices(towns, weights, k=TEACHERS - len(towns))]
    ]
    for number, teacher in enumerate(teachers):
        if number % 2 == 0:
            _deal(region, dice, teacher, _FORMS[number // 2 % len(_FORMS)])
    for one, other in _EXCHANGES:
        _exchange(region, dice, teachers[one], teachers[other])
    _places(region, dice, teachers, max(1, round(PUPILS * scale)), weights)
    return region


def new_id(dice: Random) -> str:
    """As the server makes them, but drawn."""
    return f"{dice.getrandbits(64):016x}"


def years(region: Region) -> Iterator[tuple[date, date]]:
    """The school years, each from August to July."""
    for number in range(YEARS):
        first = region.first_day.replace(year=region.first_day.year + number)
        yield first, first.replace(year=first.year + 1) - timedelta(days=1)


def _somebody(
    region: Region, dice: Random, town: str, *, roles: tuple[str, ...] = (), minor: bool = False
) -> Somebody:
    made = Somebody(new_id(dice), town, f"{dice.choice(FIRST)} {dice.choice(LAST)}", minor, roles=roles)
    if roles:
        made.account = new_id(dice)
        made.email = f"{roles[0]}{len(region.people):04d}@example.org"
    region.people.append(made)
    return made


def _deal(region: Region, dice: Random, teacher: Somebody, form: Form) -> None:
    """Lend a teacher to one municipality, or to two by share."""
    shared = form in {Form.JOINT_POST, Form.POOL}
    others = [town for town in region.towns if town != teacher.town]
    takers = dice.sample(others, 2 if shared else 1)
    versions = []
    for number, (first, last) in enumerate(years(region), start=1):
        shares = [50, 30, 20] if shared else [0, 0]
        parties = tuple(
            Party(municipality=town, gives=town == teacher.town, share=share)
            for town, share in zip((teacher.town, *takers), shares, strict=True)
        )
        terms = Terms(
            title=f"{dice.choice(SUBJECTS).capitalize()} for {region.towns[takers[0]]}",
            form=form,
            parties=parties,
            legal_ground="Cooperation between municipalities",
            valid_from=first,
            valid_until=last,
            minutes=600,
            price_minor=4800 + 150 * number,
            preparation_min=dice.choice((0, 5)),
        )
        approved = frozenset((teacher.town, *takers))
        versions.append(Version(number, terms, teacher.town, 0.0, approved))
    guests = [_guest(region, dice, teacher, town) for town in takers]
    region.deals.append(Deal(new_id(dice), versions, guests, teacher.town))


def _exchange(region: Region, dice: Random, one: Somebody, other: Somebody) -> None:
    """Lend two municipalities each other's teacher: no money, and what stays open is carried on."""
    names = " and ".join(region.towns[teacher.town] for teacher in (one, other))
    versions = [
        Version(
            number,
            Terms(
                title=f"Hours between {names}",
                form=Form.EXCHANGE,
                parties=tuple(Party(municipality=each.town, gives=True) for each in (one, other)),
                legal_ground="Cooperation between municipalities",
                valid_from=first,
                valid_until=last,
                minutes=300,
            ),
            one.town,
            0.0,
            frozenset((one.town, other.town)),
        )
        for number, (first, last) in enumerate(years(region), start=1)
    ]
    guests = [_guest(region, dice, one, other.town), _guest(region, dice, other, one.town)]
    region.deals.append(Deal(new_id(dice), versions, guests, one.town))


def _guest(region: Region, dice: Random, teacher: Somebody, town: str) -> Somebody:
    made = Somebody(
        new_id(dice), town, teacher.name, False, teacher.account, teacher.email, ("teacher",), teacher
    )
    region.people.append(made)
    return made


def _places(
    region: Region, dice: Random, teachers: list[Somebody], pupils: int, weights: list[float]
) -> None:
    """Give each pupil an hour of the week, with a teacher of their town or a guest there."""
    free = {teacher.id: list(range(5 * SLOTS_A_DAY)) for teacher in teachers}
    for one in free.values():
        dice.shuffle(one)
    own: dict[str, list[Somebody]] = {}
    for teacher in teachers:
        own.setdefault(teacher.town, []).append(teacher)
    lent: dict[str, list[tuple[Somebody, Deal | None]]] = {}
    for each in region.deals:
        for guest in each.guests:
            lent.setdefault(guest.town, []).append((guest, each))
    subjects = region.subjects = {teacher.id: dice.choice(SUBJECTS) for teacher in teachers}
    # However small the region is, each exchange has hours in both directions.
    sure = [(guest, deal) for deal in region.deals if deal.form is Form.EXCHANGE for guest in deal.guests]
    towns = [guest.town for guest, _ in sure]
    towns += dice.choices(list(region.towns), weights, k=max(0, pupils - len(sure)))
    for number, town in enumerate(towns):
        pupil = _somebody(region, dice, town, minor=True)
        if dice.random() < 0.6:
            region.guardians.append((_somebody(region, dice, town, roles=("guardian",)), pupil))
        ways: list[tuple[Somebody, Deal | None]] = [(one, None) for one in own[town]]
        ways += lent.get(town, []) * 2
        # Whoever has room: a teacher's week is full at some time, a region's is not.
        ways = [way for way in ways if free[(way[0].home or way[0]).id]] or [(one, None) for one in own[town]]
        teacher, deal = sure[number] if number < len(sure) else dice.choice(ways)
        week = free[(teacher.home or teacher).id]
        if not week:
            continue  # on the waiting list, as some are
        weekday, slot = divmod(week.pop(), SLOTS_A_DAY)
        subject = subjects[(teacher.home or teacher).id]
        year = 0 if number < len(sure) else dice.choice((0, 0, 1, 2, 3))
        region.places.append(Place(pupil, teacher, subject, weekday, slot, SLOT_MIN, year, deal))
