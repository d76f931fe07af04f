"""The measuring API: a permission, what arrived, and a bounded load beside it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request
from starlette.responses import StreamingResponse

from server.measuring.packets import SESSION_BYTES
from server.measuring.schemas import ArrivedOut, LoadOut, MeasuringOut
from server.measuring.session import LIVES_S, MOST_RUNS, Session
from server.problems import said
from server.readiness.access import Measurer
from server.state import Services, ServicesOf
from server.turn.directory import relay_of
from signaling.messages import IceServer

router = APIRouter(prefix="/api/measuring", tags=["measuring"], responses=said(401, 422, 429))

SessionName = Annotated[str, Path(pattern=f"^[0-9a-f]{{{2 * SESSION_BYTES}}}$")]
RunNumber = Annotated[int, Path(ge=1, le=MOST_RUNS)]
_CHUNK = 64 * 1024


@router.post("", status_code=201, responses=said(503))
async def permit(_who: Measurer, services: ServicesOf) -> MeasuringOut:
    """Let the host, or whoever has an invite or a place's key, measure the path to here for ten minutes."""
    session = services.measuring.permit()
    return MeasuringOut(
        session=session.key.hex(),
        port=services.measuring.port or 0,
        lives_s=LIVES_S,
        load_bytes=session.load_left,
        ice_servers=_ice_servers(services, session),
    )


def _ice_servers(services: Services, session: Session) -> list[IceServer]:
    relay = relay_of(services.settings, services.now_s)
    plain = list(services.settings.ice_servers)
    return plain if relay is None else [*plain, relay.server("measuring", session.key.hex()[:8])]


@router.get("/{session}/runs/{run}", responses=said(404))
async def arrived(session: SessionName, run: RunNumber, _who: Measurer, services: ServicesOf) -> ArrivedOut:
    """Tell what arrived of a run."""
    kept = _found(services, session).arrivals.get(run)
    if kept is None:
        raise HTTPException(404, "There is no such run.")
    return ArrivedOut(sequence=list(kept.sequence), at_ns=list(kept.at_ns))


@router.get("/{session}/load", response_class=StreamingResponse, responses=said(404))
async def load_down(session: SessionName, _who: Measurer, services: ServicesOf) -> StreamingResponse:
    """Send what cannot be squeezed until the session's share is used up or nobody takes it."""
    return StreamingResponse(_noise(_found(services, session)), media_type="application/octet-stream")


async def _noise(session: Session) -> AsyncIterator[bytes]:
    chunk = os.urandom(_CHUNK)
    while session.load_left > 0:
        session.load_left -= len(chunk)
        yield chunk


@router.post("/{session}/load", responses=said(404))
async def load_up(session: SessionName, _who: Measurer, request: Request, services: ServicesOf) -> LoadOut:
    """Take what is sent and forget it, until the session's share is used up."""
    found, taken = _found(services, session), 0
    async for chunk in request.stream():
        taken += len(chunk)
        found.load_left -= len(chunk)
        if found.load_left <= 0:
            break
    return LoadOut(bytes=taken)


@router.delete("/{session}", status_code=204)
async def over(session: SessionName, _who: Measurer, services: ServicesOf) -> None:
    """Give the permission back."""
    services.measuring.end(session)


def _found(services: Services, name: str) -> Session:
    session = services.measuring.find(name)
    if session is None:
        raise HTTPException(404, "There is no such measurement, or its ten minutes are over.")
    return session
