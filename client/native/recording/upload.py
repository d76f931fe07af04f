"""Brings a take to the server: in chunks with sums, as often as it takes, and then deletes it here."""

from __future__ import annotations

import hashlib
import http.client
import json
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from client.native.recording.shelf import Held, Shelf
from client.native.recording.tape import SOUND, TIMES
from signaling.dialling import PinMismatch, check_pin, tls_context
from signaling.invite import Invite, InviteError, parse

__all__ = ["Ask", "deliver", "deliver_all", "over_https"]

CHUNK_BYTES = 1024 * 1024
PATIENCE_S = 30.0
MAX_POINTS = 20_000
_TRIES = 3
_AGAIN_S = 1.0

Ask = Callable[[str, str, bytes], tuple[int, bytes]]
"""``(method, path, body)`` to the server; its status and answer. Raises OSError."""
Answer = Callable[[str, str, bytes], dict[str, Any]]


class _WaitError(Exception):
    """Not now: the take stays here."""


class _WorthlessError(Exception):
    """The server will never take it."""


def deliver_all(
    shelf: Shelf, say: Callable[[str], None], *, wanted: Callable[[], bool] = lambda: True
) -> bool:
    """Upload what lies here, and delete it; False: something stays, for the next time.

    Blocks; for a thread, when the lesson is over. ``wanted`` is asked before each chunk: once false (the next
    lesson begins), the rest stays.
    """
    every = True
    for held in shelf.all():
        try:
            invite = parse(held.invite)
        except InviteError:
            shelf.drop(held)
            continue
        every = deliver(shelf, held, _while(wanted, over_https(invite)), say) and every
    return every


def _while(wanted: Callable[[], bool], ask: Ask) -> Ask:
    def asked(method: str, path: str, body: bytes) -> tuple[int, bytes]:
        if not wanted():
            raise OSError("something else goes first")
        return ask(method, path, body)

    return asked


def deliver(
    shelf: Shelf,
    held: Held,
    ask: Ask,
    say: Callable[[str], None],
    pause: Callable[[float], object] = time.sleep,
) -> bool:
    """Upload one take and delete it here; True: it is not here any more.

    ``pause`` waits where the server asks for patience.

    A take that nobody may have any more (its permission was withdrawn, its lesson is gone) is deleted unsent.
    """
    try:
        _send(held, partial(_answer, ask, pause), say)
    except _WorthlessError:
        say("A recording was deleted here without being uploaded: the server takes it no more.")
    except (_WaitError, OSError, http.client.HTTPException, PinMismatch):
        say("The recording could not be uploaded yet. It is kept here and sent after the next lesson.")
        return False
    shelf.drop(held)
    return True


def _send(held: Held, answer: Answer, say: Callable[[str], None]) -> None:
    manifest = _manifest(held.folder)
    if manifest is None:
        return
    part = hashlib.sha256(held.folder.name.encode()).hexdigest()[:16]
    path = f"/api/lesson/recordings/{held.take}/{part}"
    body = json.dumps(manifest).encode()
    here = answer("PUT", path, body)
    size = manifest["bytes"]
    say(f"Uploading your recording: {size / 1e6:.1f} MB.")
    for _ in range(_TRIES):
        if not here["whole"]:
            missing = set(range(len(manifest["chunks"]))) - set(here["chunks"])
            with (held.folder / SOUND).open("rb") as file:
                for number in sorted(missing):
                    file.seek(number * CHUNK_BYTES)
                    answer("PUT", f"{path}/{number}", file.read(CHUNK_BYTES))
            with suppress(_WaitError):  # something was wrong there: ask what, and send that again
                here = answer("POST", path, b"")
        if here["whole"]:
            say("Your recording is uploaded and deleted here.")
            return
        here = answer("PUT", path, body)
    raise _WaitError


def _answer(
    ask: Ask, pause: Callable[[float], object], method: str, path: str, body: bytes
) -> dict[str, Any]:
    for _ in range(_TRIES):
        status, text = ask(method, path, body)
        if status != http.HTTPStatus.TOO_MANY_REQUESTS:
            break
        pause(_AGAIN_S)
    if status in (401, 403, 404):
        raise _WorthlessError
    if status >= 300:
        raise _WaitError
    said = json.loads(text) if text else {}
    return said if isinstance(said, dict) else {}


def _manifest(folder: Path) -> dict[str, Any] | None:
    """What is to be sent; None where there is nothing that could be put in its place in the lesson."""
    points = _points(folder / TIMES)
    try:
        file = (folder / SOUND).open("rb")
    except OSError:
        return None
    with file:
        whole, chunks, size = hashlib.sha256(), [], 0
        while piece := file.read(CHUNK_BYTES):
            whole.update(piece)
            chunks.append(hashlib.sha256(piece).hexdigest())
            size += len(piece)
    if not points or not size:
        return None
    return {"bytes": size, "sha256": whole.hexdigest(), "chunks": chunks, "points": points}


def _points(path: Path) -> list[list[float]]:
    """Every whole line; the last may be torn."""
    found = []
    with suppress(OSError):
        for line in path.read_text().splitlines():
            with suppress(ValueError):
                sample, lesson_s, bound_s = json.loads(line)
                found.append([int(sample), float(lesson_s), float(bound_s)])
    return found[:: 1 + len(found) // MAX_POINTS]


def over_https(invite: Invite) -> Ask:
    """The way to the server of an invite, with the certificate that it names."""

    def ask(method: str, path: str, body: bytes) -> tuple[int, bytes]:
        where = urlsplit(invite.origin)
        context = tls_context(invite)
        host = where.hostname or ""
        if context is None:
            connection = http.client.HTTPConnection(host, where.port, timeout=PATIENCE_S)
        else:
            connection = http.client.HTTPSConnection(host, where.port, timeout=PATIENCE_S, context=context)
        try:
            connection.connect()
            if isinstance(connection.sock, ssl.SSLSocket):
                check_pin(invite, connection.sock.getpeercert(binary_form=True))
            headers = {"Authorization": f"Bearer {invite.token}", "Content-Type": _type_of(body)}
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    return ask


def _type_of(body: bytes) -> str:
    return "application/json" if body[:1] == b"{" else "application/octet-stream"
