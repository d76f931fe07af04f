"""The letter about places that got worse or fell silent, in its reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from typing import Final

from server.accounts.schemas import Locale
from server.readiness.judging import Found, Kind

_FRAME: Final[dict[Locale, tuple[str, str]]] = {
    "sv": ("Klangbro: se till {name}", "Du får brevet för att du har bett om det. Här stänger du av det:"),
    "fi": (
        "Klangbro: tarkista {name}",
        "Saat tämän viestin, koska pyysit sitä. Täältä voit lopettaa viestit:",
    ),
    "en": ("Klangbro: look at {name}", "You get this letter because you asked for it. Turn it off here:"),
    "it": (
        "Klangbro: controlla {name}",
        "Ricevi questa lettera perché l'hai chiesta. Qui puoi disattivarla:",
    ),
    "lt": ("Klangbro: patikrinkite {name}", "Gaunate šį laišką, nes jo prašėte. Čia galite jo atsisakyti:"),
}
_WORDS: Final[dict[Locale, dict[Kind, str]]] = {
    "sv": {
        Kind.LATE: "{place}: ljudet är för sent ({profile}), {value:.0f} ms. Gränsen är {usual:.0f} ms.",
        Kind.LOST: "{place}: {value:.1f} % av ljudet går förlorat ({profile}). Gränsen är {usual:.1f} %.",
        Kind.WORSE: "{place}: sämre än förut ({profile}): {value:.0f} ms nu, {usual:.0f} ms förut.",
        Kind.SILENT: "{place}: mätprogrammet har inte hörts av på {value:.0f} timmar.",
    },
    "fi": {
        Kind.LATE: "{place}: ääni tulee liian myöhään ({profile}), {value:.0f} ms. Raja on {usual:.0f} ms.",
        Kind.LOST: "{place}: äänestä katoaa {value:.1f} % ({profile}). Raja on {usual:.1f} %.",
        Kind.WORSE: "{place}: huonompi kuin ennen ({profile}): nyt {value:.0f} ms, ennen {usual:.0f} ms.",
        Kind.SILENT: "{place}: mittausohjelmasta ei ole kuulunut {value:.0f} tuntiin.",
    },
    "en": {
        Kind.LATE: "{place}: sound comes too late ({profile}), {value:.0f} ms. The limit is {usual:.0f} ms.",
        Kind.LOST: "{place}: {value:.1f} % of the sound is lost ({profile}). The limit is {usual:.1f} %.",
        Kind.WORSE: "{place}: worse than before ({profile}): {value:.0f} ms now, {usual:.0f} ms before.",
        Kind.SILENT: "{place}: the measuring program has not been heard of for {value:.0f} hours.",
    },
    "it": {
        Kind.LATE: "{place}: il suono arriva tardi ({profile}), {value:.0f} ms. Limite: {usual:.0f} ms.",
        Kind.LOST: "{place}: si perde il {value:.1f} % del suono ({profile}). Il limite è {usual:.1f} %.",
        Kind.WORSE: "{place}: peggio di prima ({profile}): ora {value:.0f} ms, prima {usual:.0f} ms.",
        Kind.SILENT: "{place}: il programma di misura tace da {value:.0f} ore.",
    },
    "lt": {
        Kind.LATE: "{place}: garsas per vėlai ({profile}), {value:.0f} ms. Riba – {usual:.0f} ms.",
        Kind.LOST: "{place}: prarandama {value:.1f} % garso ({profile}). Riba – {usual:.1f} %.",
        Kind.WORSE: "{place}: blogiau nei anksčiau ({profile}): {value:.0f} ms, anksčiau {usual:.0f} ms.",
        Kind.SILENT: "{place}: matavimo programa tyli jau {value:.0f} val.",
    },
}


def sentence(language: Locale, place: str, found: Found) -> str:
    """One warning in one sentence."""
    words = _WORDS[language][found.kind]
    return words.format(place=place, profile=found.profile, value=found.value, usual=found.usual)


def warning_letter(
    to: str, language: Locale, places: Sequence[str], sentences: Sequence[str], page: str
) -> EmailMessage:
    """What is wrong, a line each, and where to look."""
    subject, foot = _FRAME[language]
    named = places[0] if len(places) == 1 else f"{places[0]} (+{len(places) - 1})"
    letter = EmailMessage()
    letter["To"] = to
    letter["Subject"] = subject.format(name=" ".join(named.split()))
    letter.set_content("\n".join(sentences) + f"\n\n{foot}\n{page}\n", cte="quoted-printable")
    return letter
