"""Calendar addresses by HTTP. What a calendar reads needs no sign-in: the address is the secret."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request, Response

from server.access import client_host, refuse_guesser
from server.accounts.asking import Id, Member, asks
from server.problems import said
from server.roles.names import Action
from server.state import ServicesOf
from server.timetable.schemas import FeedList, NewFeed, NewFeedOut

Secret = Annotated[str, Path(min_length=20, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")]
Reader = Annotated[Member, asks(Action.LIST_LESSONS)]
KIND = "text/calendar"

router = APIRouter(tags=["timetable"])
OF = "/api/municipalities/{municipality_id}/timetable/feeds"
SAID = said(401, 403, 404, 422, 429)


@router.get(OF, responses=SAID)
async def list_feeds(member: Reader, services: ServicesOf) -> FeedList:
    """List one's calendar addresses."""
    return FeedList(feeds=await services.feeds.listing(member.membership))


@router.post(OF, status_code=201, responses=SAID | said(409))
async def add_feed(new: NewFeed, member: Reader, services: ServicesOf) -> NewFeedOut:
    """Make a calendar address: of oneself and one's children, or of a place. It is told once."""
    return await services.feeds.make(member.membership, new)


@router.delete(f"{OF}/{{feed_id}}", status_code=204, responses=SAID)
async def revoke_feed(feed_id: Id, member: Reader, services: ServicesOf) -> None:
    """Let an address open nothing any more."""
    await services.feeds.revoke(member.membership, feed_id)


@router.get(
    "/api/calendar/{secret}/klangbro.ics",
    response_class=Response,
    responses={**said(404, 422, 429), 200: {"content": {KIND: {"schema": {"type": "string"}}}}},
)
async def read_calendar(secret: Secret, request: Request, services: ServicesOf) -> Response:
    """What a calendar program reads. An address that guesses is soon not listened to."""
    await refuse_guesser(request)
    found = await services.feeds.read(secret)
    if found is None:
        await request.app.state.rates.take("host_key_errors", client_host(request))
        raise HTTPException(404, "There is no such calendar.")
    return Response(
        found, media_type=f"{KIND}; charset=utf-8", headers={"Cache-Control": "private, no-store"}
    )
