"""Shared posts by HTTP, for coordinators: needs, what is composed of them, and who would like it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from server.accounts.asking import Id, Member, asks
from server.agreements.schemas import AgreementOut
from server.posts.schemas import (
    InterestList,
    NeedList,
    NeedOut,
    NewFilling,
    NewNeed,
    NewPost,
    PostList,
    PostOut,
)
from server.problems import said
from server.roles.names import Action
from server.state import ServicesOf

router = APIRouter(
    prefix="/api/municipalities/{municipality_id}", tags=["posts"], responses=said(401, 403, 404, 422, 429)
)
Reader = Annotated[Member, asks(Action.SEE_POSTS)]
Manager = Annotated[Member, asks(Action.MANAGE_POSTS)]


@router.get("/needs")
async def list_needs(_member: Reader, services: ServicesOf) -> NeedList:
    """List what the municipalities of this server lack, one's own among them."""
    return await services.posts.needs()


@router.post("/needs", status_code=201)
async def state_need(new: NewNeed, member: Manager, services: ServicesOf) -> NeedOut:
    """State what one's municipality lacks."""
    return await services.posts.state_need(member.membership, new)


@router.delete("/needs/{need_id}", status_code=204, responses=said(409))
async def drop_need(need_id: Id, member: Manager, services: ServicesOf) -> None:
    """Take a need back."""
    await services.posts.drop_need(member.membership, need_id)


@router.get("/posts")
async def list_posts(member: Reader, services: ServicesOf) -> PostList:
    """List the posts one's municipality has a part in."""
    return await services.posts.listing(member.membership)


@router.post("/posts", status_code=201, responses=said(409))
async def compose_post(new: NewPost, member: Manager, services: ServicesOf) -> PostOut:
    """Compose one post of several municipalities' needs."""
    return await services.posts.compose(member.membership, new)


@router.post("/posts/{post_id}/consent", responses=said(409))
async def agree_to_post(post_id: Id, member: Manager, services: ServicesOf) -> PostOut:
    """Agree, for one's own part, that a post is advertised."""
    return await services.posts.agree(member.membership, post_id)


@router.post("/posts/{post_id}/advertisement", responses=said(409))
async def advertise_post(post_id: Id, member: Manager, services: ServicesOf) -> PostOut:
    """Show a post to everybody."""
    return await services.posts.advertise(member.membership, post_id)


@router.post("/posts/{post_id}/withdrawal", responses=said(409))
async def withdraw_post(post_id: Id, member: Manager, services: ServicesOf) -> PostOut:
    """Take a post back."""
    return await services.posts.withdraw(member.membership, post_id)


@router.post("/posts/{post_id}/filling", status_code=201, responses=said(409))
async def fill_post(post_id: Id, new: NewFilling, member: Manager, services: ServicesOf) -> AgreementOut:
    """Say that somebody was found: the joint agreement is drafted, a share for each part."""
    return await services.posts.fill(member.membership, post_id, new)


@router.get("/posts/{post_id}/interests")
async def list_interests(post_id: Id, member: Manager, services: ServicesOf) -> InterestList:
    """List who would like a post."""
    return await services.interests.listing(member.membership, post_id)


@router.delete("/posts/{post_id}/interests/{interest_id}", status_code=204)
async def erase_interest(post_id: Id, interest_id: Id, member: Manager, services: ServicesOf) -> None:
    """Erase what somebody wrote."""
    await services.interests.erase(member.membership, post_id, interest_id)
