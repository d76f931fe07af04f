"""What was scored so far, seed by seed in a file, so that a long run may be broken off and gone on with."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import astuple
from pathlib import Path

from benchmarks.conceal.measures import Score

Scores = dict[tuple[str, str, str], list[Score]]  # by case, clip and way


def kept(file: Path, seed: int, seconds: float) -> Scores | None:
    """Give what a file holds of a seed with clips of that length; None: nothing yet.

    Raises
    ------
    ValueError
        A line that is none of ours.
    """
    for line in file.read_text().splitlines() if file.exists() else ():
        try:
            piece = json.loads(line)
            if (piece["seed"], piece["seconds"]) != (seed, seconds):
                continue
            scores: Scores = defaultdict(list)
            for case, clip, way, *score in piece["scores"]:
                scores[case, clip, way].append(Score(*score))
        except (TypeError, KeyError, ValueError) as error:
            raise ValueError(f"{file.name} has a line that is no piece of this bench: {line[:40]}") from error
        return scores
    return None


def keep(file: Path, seed: int, seconds: float, scores: Scores) -> None:
    """Add a whole seed to the file."""
    rows = [[*key, *astuple(score)] for key, found in scores.items() for score in found]
    with file.open("a") as pieces:
        pieces.write(json.dumps({"seed": seed, "seconds": seconds, "scores": rows}) + "\n")
