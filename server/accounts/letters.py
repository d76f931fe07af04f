"""What is mailed, in the reader's language: two short letters with one link each."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Final

from server.accounts.schemas import Locale

_SIGN_IN: Final[dict[Locale, tuple[str, str]]] = {
    "sv": (
        "Logga in i Klangbro",
        "Öppna länken för att logga in. Den fungerar en gång, i tjugo minuter.\n\n{link}\n\n"
        "Har du inte bett om den? Då behöver du inte göra något.\n",
    ),
    "fi": (
        "Kirjaudu Klangbrohon",
        "Kirjaudu avaamalla linkki. Se toimii kerran, kahdenkymmenen minuutin ajan.\n\n{link}\n\n"
        "Etkö pyytänyt sitä? Silloin sinun ei tarvitse tehdä mitään.\n",
    ),
    "en": (
        "Sign in to Klangbro",
        "Open the link to sign in. It works once, for twenty minutes.\n\n{link}\n\n"
        "You did not ask for it? Then there is nothing to do.\n",
    ),
    "it": (
        "Accedi a Klangbro",
        "Apri il link per accedere. Funziona una sola volta, per venti minuti.\n\n{link}\n\n"
        "Non l'hai chiesto tu? Allora non devi fare nulla.\n",
    ),
    "lt": (
        "Prisijunkite prie „Klangbro“",
        "Atidarykite nuorodą ir prisijunkite. Ji veikia vieną kartą, dvidešimt minučių.\n\n{link}\n\n"
        "Jos neprašėte? Tada nieko daryti nereikia.\n",
    ),
}
_WELCOME: Final[dict[Locale, tuple[str, str]]] = {
    "sv": (
        "Inbjudan till Klangbro",
        "{municipality} bjuder in dig till Klangbro, där musiklektioner på distans hålls.\n"
        "Öppna länken och bekräfta. Den fungerar en gång, i sju dagar.\n\n{link}\n",
    ),
    "fi": (
        "Kutsu Klangbrohon",
        "{municipality} kutsuu sinut Klangbrohon, jossa pidetään soittotunteja etäyhteydellä.\n"
        "Avaa linkki ja vahvista. Se toimii kerran, seitsemän päivän ajan.\n\n{link}\n",
    ),
    "en": (
        "Your invitation to Klangbro",
        "{municipality} invites you to Klangbro, where music lessons are given at a distance.\n"
        "Open the link and confirm. It works once, for seven days.\n\n{link}\n",
    ),
    "it": (
        "Invito a Klangbro",
        "{municipality} ti invita a Klangbro, dove si tengono lezioni di musica a distanza.\n"
        "Apri il link e conferma. Funziona una sola volta, per sette giorni.\n\n{link}\n",
    ),
    "lt": (
        "Kvietimas į „Klangbro“",
        "{municipality} kviečia jus į „Klangbro“, kur vyksta nuotolinės muzikos pamokos.\n"
        "Atidarykite nuorodą ir patvirtinkite. Ji veikia vieną kartą, septynias dienas.\n\n{link}\n",
    ),
}


def sign_in_letter(to: str, link: str, language: Locale) -> EmailMessage:
    """A link somebody asked for, to sign in."""
    subject, body = _SIGN_IN[language]
    return letter(to, subject, body.format(link=link))


def welcome_letter(to: str, link: str, municipality: str, language: Locale) -> EmailMessage:
    """A link a municipality sends, to a colleague or a guardian."""
    subject, body = _WELCOME[language]
    return letter(to, subject, body.format(link=link, municipality=municipality))


def letter(to: str, subject: str, body: str) -> EmailMessage:
    """One letter in plain text."""
    letter = EmailMessage()
    letter["To"] = to
    letter["Subject"] = subject
    letter.set_content(body, cte="quoted-printable")
    return letter
