"""Passkeys' API: what the page hands to the browser, and what the browser gave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, HTTPException, Path, Request, Response

from server.accounts import cookies
from server.accounts.asking import Fresh, WhoAsks, from_our_page
from server.accounts.endpoints import browser_of, let_in
from server.accounts.guessing import Guesses
from server.accounts.passkeys import STEP_S, Place
from server.accounts.schemas import PasskeyAnswer, PasskeyList, PasskeyOptions
from server.accounts.strength import FRESH_S, check_fresh
from server.errors import SignInRefusedError
from server.problems import said
from server.state import Services, ServicesOf

router = APIRouter(
    prefix="/api/passkeys",
    tags=["passkeys"],
    dependencies=[Depends(from_our_page)],
    responses=said(401, 403, 422, 429),
)
PasskeyId = Annotated[str, Path(min_length=1, max_length=1400, pattern=r"^[A-Za-z0-9_-]+$")]


def place_of(request: Request, services: ServicesOf) -> Place:
    """Where the page is, as its browser says; `from_our_page` has seen that it is one of ours.

    A passkey is bound to this by the browser, which no page can make say otherwise.
    """
    origin = request.headers.get("origin") or services.site.origin
    host = urlsplit(origin).hostname
    if host is None:
        raise HTTPException(403, "This was not asked by a page of this server.")
    return Place(host, origin)


PlaceOf = Annotated[Place, Depends(place_of)]


@dataclass(frozen=True)
class Answered:
    """From where a browser answers, to which step, and what it is."""

    place: Place
    step: str | None
    browser: str


def answered(request: Request, place: PlaceOf, services: ServicesOf) -> Answered:
    """Take what belongs to an answer besides the credential."""
    step = cookies.read(request, cookies.STEP, services.settings)
    return Answered(place, step, browser_of(request))


AnsweredOf = Annotated[Answered, Depends(answered)]


def _keep_step(response: Response, step: str, services: Services) -> None:
    cookies.put(response, cookies.STEP, step, services.settings, max_age_s=int(STEP_S), same_site="strict")


@router.post("/options", dependencies=[Fresh])
async def options_to_add(
    who: WhoAsks, place: PlaceOf, response: Response, services: ServicesOf
) -> PasskeyOptions:
    """Begin to make a passkey for oneself."""
    options, step = await services.passkeys.options_to_add(who, place)
    _keep_step(response, step, services)
    return PasskeyOptions(options=options)


@router.post("", status_code=204)
async def add_passkey(
    given: PasskeyAnswer, who: WhoAsks, at: AnsweredOf, response: Response, services: ServicesOf
) -> None:
    """Keep the passkey that the browser made; the answer brings a new cookie."""
    # A step says nothing of whose it is, so here too; with the minutes that a device may take.
    check_fresh(who, services.now_s(), FRESH_S + STEP_S)
    token = await services.passkeys.add(who, at.place, at.step, given.credential, at.browser)
    let_in(response, token, services)


@router.get("")
async def list_passkeys(who: WhoAsks, services: ServicesOf) -> PasskeyList:
    """List one's passkeys."""
    return PasskeyList(passkeys=await services.passkeys.listing(who.account_id))


@router.delete("/{passkey_id}", status_code=204, responses=said(404), dependencies=[Fresh])
async def remove_passkey(passkey_id: PasskeyId, who: WhoAsks, services: ServicesOf) -> None:
    """Forget one of one's passkeys."""
    await services.passkeys.remove(who.account_id, passkey_id)


@router.post("/sign-in/options")
async def options_to_use(
    place: PlaceOf, request: Request, response: Response, services: ServicesOf
) -> PasskeyOptions:
    """Begin to sign in with a passkey."""
    await Guesses(request).refuse_guesser()
    options, step = await services.passkeys.options_to_use(place)
    _keep_step(response, step, services)
    return PasskeyOptions(options=options)


@router.post("/sign-in", status_code=204)
async def use_passkey(
    given: PasskeyAnswer, place: PlaceOf, request: Request, response: Response, services: ServicesOf
) -> None:
    """Sign in with a passkey; the answer brings the cookie."""
    guesses = Guesses(request)
    await guesses.refuse_guesser()
    step = cookies.read(request, cookies.STEP, services.settings)
    try:
        token = await services.passkeys.use(place, step, given.credential, browser_of(request))
    except SignInRefusedError:
        await guesses.wrong(services, "passkey")
        raise
    let_in(response, token, services)


@router.post("/confirmation", status_code=204)
async def confirm_by_passkey(
    given: PasskeyAnswer, who: WhoAsks, at: AnsweredOf, request: Request, services: ServicesOf
) -> Response:
    """Show by one's passkey that it is oneself, begun as a sign-in is; the answer brings a new cookie."""
    guesses = Guesses(request, who.account_id)
    await guesses.refuse_guesser()
    try:
        token = await services.passkeys.confirm(who, at.place, at.step, given.credential)
    except SignInRefusedError:
        await guesses.wrong(services, "passkey", account_id=who.account_id)
        raise
    answer = Response(status_code=204)
    let_in(answer, token, services)
    return answer
