"""The letter of the day before, in its reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from email.message import EmailMessage
from typing import Final

from server.accounts.schemas import Locale

_WORDS: Final[dict[Locale, tuple[str, str, str]]] = {
    "sv": (
        "Lektioner i morgon, {day}",
        "I morgon, {day}:",
        "Du får brevet för att du har bett om det. Här stänger du av det:",
    ),
    "fi": (
        "Soittotunnit huomenna, {day}",
        "Huomenna, {day}:",
        "Saat tämän viestin, koska pyysit sitä. Täältä voit lopettaa viestit:",
    ),
    "en": (
        "Lessons tomorrow, {day}",
        "Tomorrow, {day}:",
        "You get this letter because you asked for it. Turn it off here:",
    ),
    "it": (
        "Lezioni di domani, {day}",
        "Domani, {day}:",
        "Ricevi questa lettera perché l'hai chiesta. Qui puoi disattivarla:",
    ),
    "lt": (
        "Rytojaus pamokos, {day}",
        "Rytoj, {day}:",
        "Gaunate šį laišką, nes jo prašėte. Čia galite jo atsisakyti:",
    ),
}


def reminder_letter(
    to: str, language: Locale, day: date, lines: Sequence[tuple[str, str]], stop: str
) -> EmailMessage:
    """Tomorrow's lessons: each a line of when and what, and an address to enter by."""
    subject, intro, foot = (part.format(day=f"{day.day}.{day.month}.{day.year}") for part in _WORDS[language])
    parts = [intro, *(f"{what}\n{url}" if url else what for what, url in lines), f"{foot}\n{stop}"]
    letter = EmailMessage()
    letter["To"] = to
    letter["Subject"] = subject
    letter.set_content("\n\n".join(parts) + "\n", cte="quoted-printable")
    return letter
