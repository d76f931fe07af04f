"""The one way every endpoint of an account asks whether it may: who is it, from where, and what of whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Path, Request
from fastapi.security import APIKeyCookie
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts import cookies, strength
from server.accounts.sign_ins import SignedIn
from server.accounts.strength import Held
from server.db.tables import lesson as lessons
from server.errors import UnknownHereError
from server.lessons.repository import Lesson, find_lesson
from server.people.repository import Membership
from server.problems import CodedError
from server.roles.names import AccountRole, Action
from server.roles.policy import may_any
from server.roles.reach import state_of, within_reach
from server.state import ServicesOf
from signaling.websocket import origin_allowed

PAGE_HEADER = "Klangbro-Page"
_READS = {"GET", "HEAD", "OPTIONS"}

Id = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
_cookie = APIKeyCookie(name="__Host-klangbro", auto_error=False, description="Given on signing in.")


async def from_our_page(request: Request, services: ServicesOf) -> None:
    """Refuse what another site makes a browser send (CSRF).

    The cookie is SameSite=Strict; should a browser not hold to it, it still says where a request comes from
    (Fetch Metadata, Origin), and cannot be made to send a header of ours from elsewhere without asking us.
    """
    if request.method in _READS:
        return
    said = request.headers
    allowed = services.settings.allowed_origins
    public = services.settings.public_url
    ours = (
        said.get("sec-fetch-site", "same-origin") == "same-origin"
        and origin_allowed(said.get("origin"), said.get("host"), (*allowed, *([public] if public else [])))
        and said.get(PAGE_HEADER) is not None
    )
    if not ours:
        raise HTTPException(403, "This was not asked by a page of this server.")


async def signed_in(
    request: Request,
    services: ServicesOf,
    _documented: Annotated[str | None, Depends(_cookie)],
    _ours: Annotated[None, Depends(from_our_page)],
) -> SignedIn:
    """Let nobody past who is not signed in."""
    token = cookies.read(request, cookies.SESSION, services.settings)
    found = None if token is None else await services.sign_ins.find(token)
    if found is None:
        raise HTTPException(401, "You are not signed in.")
    return found


WhoAsks = Annotated[SignedIn, Depends(signed_in)]


@dataclass(frozen=True)
class Member:
    """Somebody who may do what they asked for; ``roles`` are those that count here."""

    who: SignedIn
    membership: Membership
    roles: frozenset[AccountRole]

    @property
    def municipality_id(self) -> str:
        return self.membership.municipality_id

    @property
    def person_id(self) -> str:
        return self.membership.person_id


@dataclass(frozen=True)
class LessonMember(Member):
    """The same, and the lesson they asked about."""

    lesson: Lesson


async def _held(services: Any, who: SignedIn, municipality_id: str) -> Held:
    async with services.database.read() as connection:
        found = await strength.held(connection, who, municipality_id, services.now_s())
    if found is None:
        raise UnknownHereError("municipality")  # nor is it said whether there is one
    return found


def _refuse(*, by_passkey: bool) -> HTTPException | CodedError:
    if by_passkey:
        return strength.passkey_first()
    return HTTPException(403, "Your role here does not allow this.")


async def _fresh(who: WhoAsks, services: ServicesOf) -> None:
    strength.check_fresh(who, services.now_s())


#: For what is sensitive in one's own account: whoever asks has shown within the last minutes who they are.
Fresh = Depends(_fresh)


def asks(action: Action, *, freshly: bool = False) -> Any:
    """Let past who may do this in the municipality of the path; an endpoint's parameter of type `Member`.

    ``freshly``: and who has shown within the last minutes who they are.
    """

    async def judged(who: WhoAsks, services: ServicesOf, municipality_id: Id) -> Member:
        member = await asks_of_account(services, who, municipality_id, action)
        if freshly:
            strength.check_fresh(who, services.now_s())
        return member

    return Depends(judged)


async def asks_of_account(services: Any, who: SignedIn, municipality_id: str, action: Action) -> Member:
    """Return who asks, if they may do this in a municipality; else raise what refuses them."""
    held = await _held(services, who, municipality_id)
    found = held.membership
    if not may_any(found.roles, action, None, same_municipality=True):
        raise _refuse(by_passkey=may_any(held.all_roles, action, None, same_municipality=True))
    return Member(who, found, found.roles)


def asks_of_lesson(action: Action) -> Any:
    """Let past who may do this with the lesson of the path; a parameter of type `LessonMember`."""

    async def judged(who: WhoAsks, services: ServicesOf, municipality_id: Id, lesson_id: Id) -> LessonMember:
        held = await _held(services, who, municipality_id)
        found = held.membership
        async with services.database.read() as connection:
            lesson = await find_lesson(connection, lesson_id)
            same = lesson is not None and lesson.municipality_id == found.municipality_id
            if lesson is None or not same:
                raise UnknownHereError("lesson")
            towards = await roles_towards(connection, found, lesson_id)
        if not towards and not held.kept_back:
            raise UnknownHereError("lesson")
        if not may_any(towards, action, state_of(lesson, services.now_s()), same):
            raise _refuse(by_passkey=bool(held.kept_back))
        return LessonMember(who, found, towards, lesson)

    return Depends(judged)


async def roles_towards(
    connection: AsyncConnection, membership: Membership, lesson_id: str
) -> frozenset[AccountRole]:
    """Which of somebody's roles count towards a lesson of their municipality."""
    held = sorted(membership.roles)
    if not held:
        return frozenset()
    columns = [within_reach(role, membership.person_id).label(role.value) for role in held]
    row = (
        await connection.execute(select(*columns).select_from(lessons).where(lessons.c.id == lesson_id))
    ).first()
    return frozenset(role for role, counts in zip(held, row or (), strict=False) if counts)
