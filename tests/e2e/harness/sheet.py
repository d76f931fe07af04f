"""Scores to put on the table: a PDF of staves with notes on them, and the same kind of music as MusicXML."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

A4_INCHES = (8.27, 11.69)


def write_sheet(path: Path, *, pages: int = 3, seed: int = 3) -> Path:
    """Write a PDF of so many pages, each with its number."""
    rng = np.random.default_rng(seed)
    with PdfPages(path) as pdf:
        for number in range(1, pages + 1):
            figure = Figure(figsize=A4_INCHES)
            axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
            axes.set_axis_off()
            axes.set(xlim=(0, 100), ylim=(0, 141))
            axes.text(50, 132, f"Sonatina {number}", ha="center", size=22, family="serif")
            for stave in range(8):
                base = 118 - 14 * stave
                for line in range(5):
                    axes.plot([8, 92], [base + line, base + line], color="black", lw=0.6)
                for x in np.linspace(12, 88, 16):
                    y = base + 0.5 * int(rng.integers(0, 9))
                    axes.plot([x], [y], "o", color="black", ms=5)
                    axes.plot([x + 0.75, x + 0.75], [y, y + 3.5], color="black", lw=0.9)
            pdf.savefig(figure)
    return path


def write_music(path: Path, *, bars: int = 40) -> Path:
    """Write MusicXML of so many bars of four notes; 40 bars are more than a page."""
    notes = "".join(
        f"<note><pitch><step>{step}</step><octave>4</octave></pitch><duration>1</duration>"
        "<type>quarter</type></note>"
        for step in "CEGE"
    )
    first = (
        "<attributes><divisions>1</divisions><key><fifths>0</fifths></key>"
        "<time><beats>4</beats><beat-type>4</beat-type></time>"
        "<clef><sign>G</sign><line>2</line></clef></attributes>"
    )
    measures = "".join(
        f'<measure number="{bar}">{first if bar == 1 else ""}{notes}</measure>' for bar in range(1, bars + 1)
    )
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<score-partwise version="4.0">'
        "<work><work-title>Sonatina</work-title></work>"
        '<part-list><score-part id="P1"><part-name>Violin</part-name></score-part></part-list>'
        f'<part id="P1">{measures}</part></score-partwise>'
    )
    return path
