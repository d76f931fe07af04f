"""Messages about the door: a teacher's word to those who wait, and what one who waits may know."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from signaling.wire import Durable

#: Words that each page says in its own person's language.
ReadyWord = Literal["soon", "five_minutes", "ten_minutes", "tune", "late"]
WordText = Annotated[str, Field(max_length=200)]


class SayWaiting(Durable):
    """Teacher: a word to everybody at the door, ready-made or written. Neither: it is taken back."""

    type: Literal["say_waiting"] = "say_waiting"
    ready: ReadyWord | None = None
    text: WordText = ""


class Door(Durable):
    """How it stands beyond the door: whether a teacher is in the lesson room, and their word.

    Told to the pages that wait; a teacher's page is told as well, so that it knows what stands there.
    ``at_s`` is when the word was said, unix time, 0 where there is none.
    """

    type: Literal["door"] = "door"
    teacher: bool = False
    ready: ReadyWord | None = None
    text: str = ""
    at_s: float = 0.0
