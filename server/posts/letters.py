"""What is mailed to somebody who would like a post, in the language they wrote in."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Final

from server.accounts.letters import letter
from server.accounts.schemas import Locale

_INTEREST: Final[dict[Locale, tuple[str, str]]] = {
    "sv": (
        "Bekräfta ditt intresse",
        "Du har visat intresse för tjänsten {title}.\n"
        "Öppna länken och bekräfta inom sju dagar, annars glöms det. Med samma länk kan du alltid "
        "ta tillbaka det.\n\n{link}\n\nVar det inte du? Då behöver du inte göra något.\n",
    ),
    "fi": (
        "Vahvista kiinnostuksesi",
        "Olet kiinnostunut tästä työstä: {title}.\n"
        "Avaa linkki ja vahvista seitsemän päivän kuluessa, muuten tieto poistetaan. Samalla linkillä "
        "voit aina perua sen.\n\n{link}\n\nEtkö se ollut sinä? Silloin sinun ei tarvitse tehdä mitään.\n",
    ),
    "en": (
        "Confirm your interest",
        "You would like this post: {title}.\n"
        "Open the link and confirm within seven days, or it is forgotten. With the same link you can "
        "always take it back.\n\n{link}\n\nIt was not you? Then there is nothing to do.\n",
    ),
    "it": (
        "Conferma il tuo interesse",
        "Ti interessa questo posto: {title}.\n"
        "Apri il link e conferma entro sette giorni, altrimenti viene dimenticato. Con lo stesso link "
        "puoi sempre ritirarlo.\n\n{link}\n\nNon eri tu? Allora non devi fare nulla.\n",
    ),
    "lt": (
        "Patvirtinkite savo susidomėjimą",
        "Jus domina šios pareigos: {title}.\n"
        "Atidarykite nuorodą ir patvirtinkite per septynias dienas, kitaip įrašas bus ištrintas. Ta pačia "
        "nuoroda visada galite jį atsiimti.\n\n{link}\n\nTai buvote ne jūs? Tada nieko daryti nereikia.\n",
    ),
}


def interest_letter(to: str, link: str, title: str, language: Locale) -> EmailMessage:
    """The link by which an interest is confirmed, and taken back."""
    subject, body = _INTEREST[language]
    return letter(to, subject, body.format(link=link, title=title))
