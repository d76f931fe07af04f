"""A score to put on the table: a PDF of staves with notes on them."""

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
