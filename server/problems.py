"""How the API says that something did not work: a code for programs, sentences for people."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as DatabaseTimeout
from starlette.exceptions import HTTPException

from server.bridges.errors import TableKindError, TableTooLargeError
from server.demonstrations.errors import (
    DemonstrationKindError,
    DemonstrationNotPermittedError,
    DemonstrationTooLongError,
)
from server.errors import (
    EchoBusyError,
    LessonUnknownError,
    MeasuringBusyError,
    PageMeasuringError,
    PasswordWeakError,
    ReadingUnknownError,
    ScoreKindError,
    ScoreTooLargeError,
    ServerError,
    SignInRefusedError,
    TrackKindError,
    TrackLengthError,
    TrackRenderError,
    TrackTooLargeError,
    UnboundError,
    UnknownHereError,
)
from server.privacy.errors import PersonUnknownError
from server.recordings.errors import ChunkWrongError, RecordingUnknownError
from server.timetable.errors import ConflictsError

CODES = {
    400: "bad_request",
    401: "not_allowed",
    403: "not_inside",
    404: "not_found",
    409: "conflict",
    413: "too_large",
    415: "wrong_kind",
    422: "invalid",
    429: "too_fast",
}


STATUSES: dict[type[ServerError], int] = {
    SignInRefusedError: 401,
    UnboundError: 401,
    LessonUnknownError: 404,
    UnknownHereError: 404,
    PersonUnknownError: 404,
    ReadingUnknownError: 404,
    RecordingUnknownError: 404,
    ChunkWrongError: 422,
    EchoBusyError: 503,
    MeasuringBusyError: 503,
    PageMeasuringError: 409,
    ScoreTooLargeError: 413,
    ScoreKindError: 415,
    PasswordWeakError: 422,
    TrackTooLargeError: 413,
    TableTooLargeError: 413,
    TableKindError: 415,
    TrackKindError: 415,
    TrackLengthError: 422,
    TrackRenderError: 503,
    DemonstrationNotPermittedError: 403,
    DemonstrationTooLongError: 413,
    DemonstrationKindError: 415,
}


class CodedError(HTTPException):
    """An answer with a code of its own where the status alone says too little."""

    def __init__(self, status: int, code: str, text: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, text, headers)
        self.code = code


class ProblemText(BaseModel):
    code: str
    text: str
    remedy: str = ""


class Problem(BaseModel):
    error: ProblemText


def said(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe these answers in the API's schema."""
    return {status: {"model": Problem} for status in statuses}


def _answer(
    status: int, text: str, remedy: str = "", headers: dict[str, str] | None = None, code: str | None = None
) -> JSONResponse:
    code = code or CODES.get(status, HTTPStatus(status).phrase.lower().replace(" ", "_"))
    problem = Problem(error=ProblemText(code=code, text=text, remedy=remedy))
    return JSONResponse(problem.model_dump(), status_code=status, headers=headers)


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = error.code if isinstance(error, CodedError) else None
    return _answer(error.status_code, str(error.detail), headers=dict(error.headers or {}), code=code)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    # Where and why, never the value: it may be a name.
    said = (f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}" for each in error.errors()[:5])
    return _answer(422, "; ".join(said), "Correct the request and send it again.")


async def _server(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ServerError)
    return _answer(STATUSES.get(type(error), 409), str(error), error.remedy)


async def _conflicts(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ConflictsError)
    problem = Problem(error=ProblemText(code="conflict", text=str(error), remedy=error.remedy))
    met = [one.model_dump(mode="json") for one in error.conflicts]
    return JSONResponse(problem.model_dump() | {"conflicts": met}, status_code=409)


async def _database(_request: Request, _error: Exception) -> JSONResponse:
    return _answer(
        503,
        "The database does not answer.",
        "Nothing is lost. Try again in a few seconds.",
        {"Retry-After": "2"},
    )


def install(app: FastAPI) -> None:
    """Let every error of the API have this form."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(ServerError, _server)
    app.add_exception_handler(ConflictsError, _conflicts)
    for unavailable in (OperationalError, InterfaceError, DatabaseTimeout):
        app.add_exception_handler(unavailable, _database)
