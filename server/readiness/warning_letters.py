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
        Kind.LATE: "{place}: ljudet är för sent ({profile}), {value} ms. Gränsen är {usual} ms.",
        Kind.LOST: "{place}: {value} % av ljudet går förlorat ({profile}). Gränsen är {usual} %.",
        Kind.WORSE: "{place}: sämre än förut ({profile}): {value} ms nu, {usual} ms förut.",
        Kind.BLOCKED: "{place}: inget ljud kommer fram genom nätverket. "
        "Timmar utan ljud det senaste dygnet: {value}.",
        Kind.SILENT: "{place}: mätprogrammet har inte hörts av på {value} timmar.",
    },
    "fi": {
        Kind.LATE: "{place}: ääni tulee liian myöhään ({profile}), {value} ms. Raja on {usual} ms.",
        Kind.LOST: "{place}: äänestä katoaa {value} % ({profile}). Raja on {usual} %.",
        Kind.WORSE: "{place}: huonompi kuin ennen ({profile}): nyt {value} ms, ennen {usual} ms.",
        Kind.BLOCKED: "{place}: ääni ei pääse verkosta läpi. "
        "Äänettömiä tunteja viime vuorokaudessa: {value}.",
        Kind.SILENT: "{place}: mittausohjelmasta ei ole kuulunut {value} tuntiin.",
    },
    "en": {
        Kind.LATE: "{place}: sound comes too late ({profile}), {value} ms. The limit is {usual} ms.",
        Kind.LOST: "{place}: {value} % of the sound is lost ({profile}). The limit is {usual} %.",
        Kind.WORSE: "{place}: worse than before ({profile}): {value} ms now, {usual} ms before.",
        Kind.BLOCKED: "{place}: no sound gets through the network. "
        "Hours without sound in the last day: {value}.",
        Kind.SILENT: "{place}: the measuring program has not been heard of for {value} hours.",
    },
    "it": {
        Kind.LATE: "{place}: il suono arriva tardi ({profile}), {value} ms. Limite: {usual} ms.",
        Kind.LOST: "{place}: si perde il {value} % del suono ({profile}). Il limite è {usual} %.",
        Kind.WORSE: "{place}: peggio di prima ({profile}): ora {value} ms, prima {usual} ms.",
        Kind.BLOCKED: "{place}: il suono non passa dalla rete. Ore senza suono nelle ultime 24 ore: {value}.",
        Kind.SILENT: "{place}: il programma di misura tace da {value} ore.",
    },
    "lt": {
        Kind.LATE: "{place}: garsas per vėlai ({profile}), {value} ms. Riba – {usual} ms.",
        Kind.LOST: "{place}: prarandama {value} % garso ({profile}). Riba – {usual} %.",
        Kind.WORSE: "{place}: blogiau nei anksčiau ({profile}): {value} ms, anksčiau {usual} ms.",
        Kind.BLOCKED: "{place}: garsas nepraeina pro tinklą. Valandos be garso per pastarąją parą: {value}.",
        Kind.SILENT: "{place}: matavimo programa tyli jau {value} val.",
    },
}


def sentence(language: Locale, place: str, found: Found) -> str:
    """One warning in one sentence."""
    words = _WORDS[language][found.kind]
    digits = decimals(found)
    value, usual = (_written(one, digits, language) for one in (found.value, found.usual))
    return words.format(place=place, profile=found.profile, value=value, usual=usual)


def decimals(found: Found) -> int:
    """As many as show a limit as it was set, and what lies over it as over it; three at most.

    The page says the same (client/web/src/pages/places/decimals.ts).
    """
    if found.kind in {Kind.SILENT, Kind.BLOCKED}:
        return 0
    least, most = (1, 3) if found.kind is Kind.LOST else (0, 1) if found.kind is Kind.WORSE else (0, 3)
    for digits in range(least, most):
        usual = round(found.usual, digits)
        exact = found.kind is Kind.WORSE or usual == found.usual
        if exact and round(found.value, digits) != usual:
            return digits
    return most


def _written(value: float, digits: int, language: Locale) -> str:
    text = f"{value:.{digits}f}"
    return text if language == "en" else text.replace(".", ",")


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
