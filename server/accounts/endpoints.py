"""Signing in and out, and what somebody may do with their own account."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from server.accounts import cookies
from server.accounts.asking import Fresh, Id, WhoAsks, from_our_page
from server.accounts.browsers import describe
from server.accounts.guessing import Guesses
from server.accounts.letters import sign_in_letter
from server.accounts.schemas import (
    AskForLink,
    Confirmation,
    ConfirmLink,
    LinkInfo,
    LinkToken,
    NewPassword,
    PasswordSignIn,
    PupilList,
    SignInList,
    Ways,
    WhoAmI,
)
from server.accounts.sign_ins import LASTS_S
from server.accounts.strength import check_fresh
from server.errors import SignInRefusedError
from server.problems import said
from server.state import Services, ServicesOf

router = APIRouter(
    prefix="/api",
    tags=["accounts"],
    dependencies=[Depends(from_our_page)],
    responses=said(401, 403, 422, 429),
)


def browser_of(request: Request) -> str:
    """What kind of browser asks."""
    return describe(request.headers.get("user-agent"))


def let_in(response: Response, token: str, services: Services) -> None:
    """Give the browser its cookie."""
    cookies.put(
        response,
        cookies.SESSION,
        token,
        services.settings,
        max_age_s=int(LASTS_S),
        same_site="strict",
    )


@router.get("/ways")
async def ways_to_sign_in(services: ServicesOf) -> Ways:
    """Tell how one can sign in here."""
    settings = services.settings
    return Ways(oidc=settings.oidc_name if settings.oidc_issuer else None, mail=settings.smtp_url is not None)


@router.post("/session", status_code=204)
async def sign_in(given: PasswordSignIn, request: Request, response: Response, services: ServicesOf) -> None:
    """Sign in by address and password; the answer brings the cookie."""
    guesses = Guesses(request, given.email)
    await guesses.refuse_guesser()
    try:
        token = await services.accounts.by_password(given.email, given.password, browser_of(request))
    except SignInRefusedError:
        await guesses.wrong(services, "password", email=given.email)
        raise
    let_in(response, token, services)


@router.get("/session")
async def who_am_i(who: WhoAsks, services: ServicesOf) -> WhoAmI:
    """Tell who is signed in, and what they are in which municipality."""
    return await services.accounts.who_am_i(who)


@router.delete("/session", status_code=204)
async def sign_out(who: WhoAsks, response: Response, services: ServicesOf) -> None:
    """End this sign-in."""
    await services.sign_ins.revoke(who.account_id, only=who.sign_in_id)
    cookies.drop(response, cookies.SESSION, services.settings)


@router.get("/session/sign-ins")
async def list_sign_ins(who: WhoAsks, services: ServicesOf) -> SignInList:
    """List the browsers one is signed in with."""
    return SignInList(sign_ins=await services.sign_ins.listing(who.account_id, mine=who.sign_in_id))


@router.delete("/session/sign-ins", status_code=204, dependencies=[Fresh])
async def revoke_other_sign_ins(who: WhoAsks, services: ServicesOf) -> None:
    """End all of one's sign-ins but this one."""
    await services.sign_ins.revoke(who.account_id, but=who.sign_in_id)


@router.delete("/session/sign-ins/{sign_in_id}", status_code=204, responses=said(404), dependencies=[Fresh])
async def revoke_sign_in(sign_in_id: Id, who: WhoAsks, services: ServicesOf) -> None:
    """End one of one's sign-ins."""
    await services.sign_ins.revoke(who.account_id, only=sign_in_id)


@router.put("/session/password", status_code=204)
async def change_password(given: NewPassword, request: Request, who: WhoAsks, services: ServicesOf) -> None:
    """Set one's password; all other sign-ins end."""
    if given.old is None:  # else it is what shows who asks
        check_fresh(who, services.now_s())
    guesses = Guesses(request, who.account_id)
    await guesses.refuse_guesser()
    try:
        await services.accounts.change_password(who, given.old, given.new)
    except SignInRefusedError:
        await guesses.wrong(services, "password", account_id=who.account_id)
        raise


@router.post("/session/confirmation", status_code=204)
async def confirm_by_password(
    given: Confirmation, request: Request, response: Response, who: WhoAsks, services: ServicesOf
) -> None:
    """Show once more that it is oneself, for what is sensitive; the answer brings a new cookie."""
    guesses = Guesses(request, who.account_id)
    await guesses.refuse_guesser()
    try:
        token = await services.accounts.confirm_by_password(who, given.password)
    except SignInRefusedError:
        await guesses.wrong(services, "password", account_id=who.account_id)
        raise
    let_in(response, token, services)


@router.get("/session/pupils")
async def my_pupils(who: WhoAsks, services: ServicesOf) -> PupilList:
    """List the pupils whose guardian one is, or is asked to confirm to be."""
    return PupilList(pupils=await services.people.pupils_of(who.account_id))


@router.post("/session/pupils/{person_id}/confirmation", status_code=204, responses=said(404))
async def confirm_pupil(person_id: Id, who: WhoAsks, services: ServicesOf) -> None:
    """Confirm that one is this pupil's guardian."""
    await services.people.confirm_pupil(who.account_id, person_id)


@router.post("/session/link", status_code=202)
async def ask_for_link(given: AskForLink, request: Request, services: ServicesOf) -> None:
    """Have a sign-in link mailed; the answer is the same whether there is such an account or not."""
    guesses = Guesses(request, given.email)
    await guesses.refuse_mailer()
    if services.mail is None:
        return
    link = await services.accounts.sign_in_link(given.email)
    if link is not None:
        services.mail.post_later(sign_in_letter(given.email, link, given.language))


@router.post("/links/read")
async def read_link(given: LinkToken, request: Request, services: ServicesOf) -> LinkInfo:
    """Tell what a one-use link will do, without doing it."""
    guesses = Guesses(request)
    await guesses.refuse_guesser()
    try:
        return await services.accounts.behind(given.token)
    except SignInRefusedError:
        await guesses.wrong(services, "link")
        raise


@router.post("/links/confirm", status_code=204)
async def confirm_link(
    given: ConfirmLink, request: Request, response: Response, services: ServicesOf
) -> None:
    """Do what a one-use link is for, and sign in."""
    guesses = Guesses(request)
    await guesses.refuse_guesser()
    try:
        token = await services.accounts.confirm(given.token, given.password, browser_of(request))
    except SignInRefusedError:
        await guesses.wrong(services, "link")
        raise
    let_in(response, token, services)
