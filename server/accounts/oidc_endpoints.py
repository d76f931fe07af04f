"""To the municipality's own sign-in service and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse

from server.accounts import cookies
from server.accounts.asking import Fresh, WhoAsks, from_our_page
from server.accounts.endpoints import browser_of, let_in
from server.accounts.guessing import Guesses
from server.accounts.schemas import Elsewhere, Tied
from server.errors import SignInRefusedError, TiedElsewhereError, UnboundError
from server.problems import said
from server.state import Services, ServicesOf

if TYPE_CHECKING:
    from server.accounts.oidc import Oidc

STEP_S = 10 * 60.0
router = APIRouter(prefix="/api/oidc", tags=["oidc"], responses=said(422, 429))
Word = Annotated[str, Query(max_length=4096)]


def _service(services: Services) -> Oidc:
    if services.oidc is None:
        raise HTTPException(404, "This server knows no sign-in service of the municipality.")
    return services.oidc


@router.post("/begin", dependencies=[Depends(from_our_page)], responses=said(401, 403, 404))
async def begin(request: Request, response: Response, services: ServicesOf) -> Elsewhere:
    """Tell where to sign in, and remember in a cookie that this browser asked."""
    await Guesses(request).refuse_guesser()
    url, step = await _service(services).begin()
    # Lax: the service sends the browser back here from its own pages.
    cookies.put(response, cookies.STEP, step, services.settings, max_age_s=int(STEP_S), same_site="lax")
    return Elsewhere(url=url)


@router.post("/tie", dependencies=[Depends(from_our_page), Fresh], responses=said(401, 403, 404))
async def tie(who: WhoAsks, response: Response, services: ServicesOf) -> Elsewhere:
    """Tell where to sign in so that one's own account is known there from then on."""
    url, step = await _service(services).begin(who)
    cookies.put(response, cookies.STEP, step, services.settings, max_age_s=int(STEP_S), same_site="lax")
    return Elsewhere(url=url)


@router.get("/tie", dependencies=[Depends(from_our_page)], responses=said(401, 403, 404))
async def is_tied(who: WhoAsks, services: ServicesOf) -> Tied:
    """Tell whether one's account is known to the sign-in service."""
    return Tied(tied=await _service(services).is_tied(who.account_id))


@router.delete(
    "/tie", status_code=204, dependencies=[Depends(from_our_page), Fresh], responses=said(401, 403, 404)
)
async def untie(who: WhoAsks, services: ServicesOf) -> None:
    """Have one's account known there no longer; other ways in stay."""
    await _service(services).untie(who.account_id)


@router.get("/callback", status_code=303, response_class=RedirectResponse, responses=said(404))
async def come_back(
    request: Request, services: ServicesOf, state: Word = "", code: Word = ""
) -> RedirectResponse:
    """Take somebody back from the sign-in service; the page they land on says what became of it."""
    guesses = Guesses(request)
    await guesses.refuse_guesser()
    step = cookies.read(request, cookies.STEP, services.settings)
    try:
        token = await _service(services).finish(step, state, code, browser_of(request))
    except SignInRefusedError as error:
        await guesses.wrong(services, "oidc")
        if isinstance(error, TiedElsewhereError):
            return RedirectResponse("/account?problem=tied", 303)
        problem = "unbound" if isinstance(error, UnboundError) else "elsewhere"
        return RedirectResponse(f"/sign-in?problem={problem}", 303)
    if token is None:
        answer = RedirectResponse("/account", 303)
    else:
        answer = RedirectResponse("/today", 303)
        let_in(answer, token, services)
    cookies.drop(answer, cookies.STEP, services.settings)
    return answer
