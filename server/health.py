"""Is it alive, is it ready, which version is it."""

from __future__ import annotations

from importlib import metadata

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from server.state import ServicesOf

router = APIRouter(tags=["health"])


class Health(BaseModel):
    status: str


class About(BaseModel):
    """``secure_origins``: where a page has a microphone; ``contact``: where people write to, if told."""

    version: str
    secure_origins: list[str]
    contact: str | None


def version() -> str:
    """Return the program's version; 0 where it runs without being installed."""
    try:
        return metadata.version("klangbro")
    except metadata.PackageNotFoundError:
        return "0"


@router.get("/healthz")
async def alive() -> Health:
    """Say that the process answers."""
    return Health(status="alive")


@router.get("/readyz", responses={503: {"model": Health}})
async def ready(services: ServicesOf, response: Response) -> Health:
    """Say whether lessons can be served: the database answers."""
    try:
        async with services.database.read() as connection:
            await connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError):
        response.status_code = 503
        return Health(status="database unavailable")
    return Health(status="ready")


@router.get("/api/about")
async def about(services: ServicesOf) -> About:
    """Say what this server is."""
    secure = [address.url for address in services.site.addresses if address.microphone]
    return About(version=version(), secure_origins=secure, contact=services.settings.contact)
