"""Advertisements by HTTP, for everybody: no account is needed to read them or to answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request

from server.access import client_host
from server.accounts.asking import Id, from_our_page
from server.posts.schemas import InterestInfo, InterestTaken, InterestToken, NewInterest, VacancyList
from server.problems import said
from server.rates import Rates
from server.state import ServicesOf

router = APIRouter(
    prefix="/api",
    tags=["vacancies"],
    dependencies=[Depends(from_our_page)],
    responses=said(403, 404, 422, 429),
)


async def refuse_flooder(request: Request) -> None:
    """Raise 429 for an address that writes too often."""
    rates: Rates = request.app.state.rates
    if not await rates.take("interests", client_host(request)):
        raise HTTPException(429, "Too many answers from this network. Wait an hour.", {"Retry-After": "3600"})


Sparing = Annotated[None, Depends(refuse_flooder)]


@router.get("/vacancies")
async def list_vacancies(services: ServicesOf) -> VacancyList:
    """List the posts that are advertised."""
    return await services.interests.vacancies()


@router.post("/vacancies/{post_id}/interests", status_code=201, responses=said(409))
async def express_interest(
    post_id: Id, new: NewInterest, services: ServicesOf, _sparing: Sparing
) -> InterestTaken:
    """Say that one would like a post."""
    return await services.interests.express(post_id, new)


@router.post("/interest/read")
async def read_interest(given: InterestToken, services: ServicesOf) -> InterestInfo:
    """Tell what one's link is about."""
    return await services.interests.behind(given.token)


@router.post("/interest/confirmation", status_code=204)
async def confirm_interest(given: InterestToken, services: ServicesOf) -> None:
    """Confirm that the address is one's own."""
    await services.interests.confirm(given.token)


@router.post("/interest/withdrawal", status_code=204)
async def take_interest_back(given: InterestToken, services: ServicesOf) -> None:
    """Take one's interest back; it is erased."""
    await services.interests.take_back(given.token)
