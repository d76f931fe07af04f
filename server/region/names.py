"""Names of nobody and of nowhere."""

from __future__ import annotations

from typing import Final

TOWNS: Final = (
    "Älvnäs",
    "Norrheden",
    "Storsele",
    "Björkmark",
    "Kaltisvaara",
    "Lillforsen",
    "Övre Tallbo",
    "Saarenperä",
    "Renfjäll",
    "Myrhammar",
    "Isojoensuu",
    "Granträskby",
    "Hedviken",
    "Kuusilompolo",
)
_FIRST = """
Aino Alva Anni Arvid Asta Axel Bo Cia Dag Ebba Eero Eino Elin Elsa Emil Essi Eva Folke Freja Greta Hanna Helmi
Hugo Ida Iida Ilmari Inga Jonas Kaisa Karin Lars Leo Liisa Linnea Lo Maja Matti Mika Nils Noel Nora Oiva Olle
Otso Pekka Pia Runa Saga Sami Siiri Sofia Stina Sven Tage Teo Tilda Tove Ulla Veikko Vera Ville Wilma Ylva
"""
_LAST = """
Alm Ahola Berg Björk Dahl Ek Falk Fors Frisk Gran Hed Heikkilä Holm Isaksson Jokela Kallio Karhu Koski Lahti
Lind Lund Mäki Mattila Nord Niemi Norberg Nyman Ojala Palo Pelkonen Rask Rautio Rönn Saari Salo Sjö Strand
Sund Tall Tuomi Udd Vaara Vik Virta Wallin Åberg Åkerö Ängman Öst
"""
FIRST: Final = tuple(_FIRST.split())
LAST: Final = tuple(_LAST.split())
SUBJECTS: Final = (
    "violin",
    "piano",
    "guitar",
    "flute",
    "cello",
    "trumpet",
    "clarinet",
    "voice",
    "saxophone",
    "drums",
    "oboe",
    "bassoon",
    "french horn",
    "viola",
    "accordion",
)
