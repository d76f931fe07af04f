"""Who may use the API: the host, by the key in the new-lesson link; an echo, whoever has an invite."""

from __future__ import annotations

from typing import Annotated, NoReturn

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from server.keys import same
from server.lessons import repository
from server.problems import CodedError
from server.rates import Rates
from server.state import Services, ServicesOf
from signaling import tokens
from signaling.errors import TEXTS
from signaling.messages import ErrorCode, Role

_bearer = HTTPBearer(auto_error=False, description="The host key, as in the new-lesson link.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


class WorthlessError(CodedError):
    """An invite of ours that opens nothing any more; the code is the one that the room would say."""

    def __init__(self, code: ErrorCode) -> None:
        super().__init__(401, code, TEXTS[code], {"WWW-Authenticate": "Bearer"})


async def require_host(request: Request, services: ServicesOf, credentials: Credentials) -> None:
    """Let nobody past but the host; an address that guesses keys is soon not listened to."""
    await refuse_guesser(request)
    if credentials is None or not same(credentials.credentials, services.host_key):
        await refuse(request, "Only whoever started the server may do this. Open its new-lesson link again.")


async def require_host_or_invite(
    request: Request, services: ServicesOf, credentials: Credentials
) -> str | None:
    """Let the host past (None) or the holder of a token that still opens a lesson (their name)."""
    await refuse_guesser(request)
    given = "" if credentials is None else credentials.credentials
    if same(given, services.host_key):
        return None
    return (await _held(request, services, given)).name


async def require_invite(
    request: Request, services: ServicesOf, credentials: Credentials
) -> repository.Invite:
    """Let nobody past but the holder of a token that still opens a lesson."""
    await refuse_guesser(request)
    return await _held(request, services, "" if credentials is None else credentials.credentials)


async def require_host_or_teacher(
    request: Request, services: ServicesOf, credentials: Credentials
) -> str | None:
    """Let the host past (None) or the holder of a teacher's invite (the lesson that they teach)."""
    await refuse_guesser(request)
    given = "" if credentials is None else credentials.credentials
    if same(given, services.host_key):
        return None
    invite = await _held(request, services, given)
    if invite.role is not Role.TEACHER:
        await refuse(request, "Only the lesson's teacher may do this.")
    return invite.lesson_id


async def _held(request: Request, services: Services, token: str) -> repository.Invite:
    """Return the invite of a token, or answer 401 with the room's own code for why it opens nothing.

    Only a token that is not ours is a guess: a link of last week, opened again and again by a class behind
    one address, must not shut the others out.
    """
    try:
        claims = tokens.verify(services.token_key, token, services.now_s())
    except tokens.TokenInvalid:
        await refuse(request, TEXTS[ErrorCode.TOKEN_INVALID])
    except tokens.TokenExpired:
        raise WorthlessError(ErrorCode.TOKEN_EXPIRED) from None
    async with services.database.read() as connection:
        invite = await repository.find_invite(connection, claims.invite)
    if invite is None:
        raise WorthlessError(ErrorCode.LESSON_UNKNOWN)
    if invite.revoked_s is not None:
        raise WorthlessError(ErrorCode.INVITE_REVOKED)
    return invite


def client_host(request: Request) -> str | None:
    """The address that asks."""
    return request.client.host if request.client else None


async def refuse_guesser(request: Request) -> None:
    """Listen no more to an address that has guessed too often."""
    rates: Rates = request.app.state.rates
    if await rates.is_spent("host_key_errors", client_host(request)):
        raise HTTPException(
            429, "Too many wrong keys from this network. Wait a minute.", {"Retry-After": "60"}
        )


async def refuse(request: Request, text: str) -> NoReturn:
    """Answer 401 and count the guess."""
    await request.app.state.rates.take("host_key_errors", client_host(request))
    raise HTTPException(401, text, {"WWW-Authenticate": "Bearer"})


Host = Depends(require_host)
HostOrInvite = Annotated[str | None, Depends(require_host_or_invite)]
HostOrTeacher = Annotated[str | None, Depends(require_host_or_teacher)]
InviteHeld = Annotated[repository.Invite, Depends(require_invite)]
