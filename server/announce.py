"""What `klangbro serve` and `klangbro admin` print, as text for people and as JSON with the same content."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from server.lessons.schemas import LessonWithInvites, NewLesson
from server.pages import default_web_root, is_built
from server.state import Services

FIRST_LESSON = NewLesson(teacher="Teacher", pupil="Pupil")


async def first_lesson(services: Services) -> LessonWithInvites | None:
    """Create a lesson if there never was one, so that two people can try it at once."""
    if not await services.lessons.is_empty():
        return None
    return await services.lessons.create(FIRST_LESSON)


def new_lesson_link(services: Services) -> str:
    """Return the address of the new-lesson page, with the host key where no server or log sees it."""
    return f"{services.site.origin}/new#k={services.host_key}"


def start_json(services: Services, lesson: LessonWithInvites | None) -> str:
    """Return one JSON object: addresses, the new-lesson link, and the first lesson or null."""
    site = services.site
    addresses = [{"url": a.url, "microphone": a.microphone, "why": a.why} for a in site.addresses]
    said: dict[str, Any] = {
        "origin": site.origin,
        "fingerprint": site.fingerprint,
        "addresses": addresses,
        "new_lesson": new_lesson_link(services),
        "data_dir": str(services.settings.data_dir.absolute()),
        "pages_built": is_built(_web_root(services)),
        "lesson": None,
        "invites": [],
    }
    return json.dumps(said | (lesson.model_dump(mode="json") if lesson else {}), ensure_ascii=False)


def start_text(services: Services, lesson: LessonWithInvites | None) -> str:
    """Return the same for people."""
    site, settings = services.site, services.settings
    lines = ["Klangbro is running. Stop it with Ctrl-C.", ""]
    width = max(len(address.url) for address in site.addresses)
    lines += [f"  {address.url:<{width}}  {address.why}" for address in site.addresses]
    if site.fingerprint is not None:
        lines += ["", "The certificate was made on this machine, so a browser asks once whether to trust it."]
        lines += [f"  SHA-256 {_grouped(site.fingerprint)}"]
    if not is_built(_web_root(services)):
        lines += ["", "The web pages are not built: make setup builds them. Native clients work meanwhile."]
    lines += ["", "New lessons (this link is the host's own, keep it):", f"  {new_lesson_link(services)}", ""]
    if lesson is not None:
        lines += ["A first lesson is ready. Open one invite each, on two machines:", *_invites(lesson)]
    else:
        where = "" if settings.data_dir == Path("klangbro-data") else f" --data-dir {settings.data_dir}"
        lines += [
            "The lessons are still there. Their invites:",
            f"  klangbro admin lesson list{where}",
            f"  klangbro admin lesson new --teacher NAME --pupil NAME --instrument violin{where}",
        ]
    return "\n".join([*lines, ""])


def lesson_text(lesson: LessonWithInvites) -> str:
    """Return a lesson and its invites for people."""
    about = lesson.lesson
    what = "Echo" if about.echo else about.instrument or "Lesson"
    heading = (
        f"{what} with {about.teacher}, {about.id}, open until {about.expires_at.astimezone():%Y-%m-%d %H:%M}"
    )
    return "\n".join([heading, *_invites(lesson)])


def lesson_json(lesson: LessonWithInvites) -> str:
    """Return a lesson and its invites as one JSON object, the same as the API's."""
    return lesson.model_dump_json()


def _invites(lesson: LessonWithInvites) -> list[str]:
    return [
        line
        for invite in lesson.invites
        for line in (
            f"  {invite.name} ({invite.role.value}){' - revoked' if invite.revoked else ''}",
            f"    {invite.url}",
        )
    ]


def _grouped(fingerprint: str) -> str:
    return ":".join(fingerprint[i : i + 2].upper() for i in range(0, len(fingerprint), 2))


def _web_root(services: Services) -> Path:
    return services.settings.web_root or default_web_root()
