"""The process that puts recordings on one time: ``python -m rtc.stem_worker JOB.json``.

Files from outside are decoded apart from the server: what a broken one does, it does to this process alone.
It says what it made, or why not, in one JSON object.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import av.logging

from rtc.stems import Clip, Piece, Source, StemError, make
from rtc.track_worker import limit, say


def main(job: str) -> None:
    """Do what the file says: ``sources`` (``pieces``: ``sound``, ``points``; ``to``), ``mix``, ``clips``."""
    av.logging.set_level(av.logging.PANIC)
    limit()
    asked = json.loads(Path(job).read_text())
    sources = [
        Source([Piece(Path(each["sound"]), each["points"]) for each in one["pieces"]], Path(one["to"]))
        for one in asked["sources"]
    ]
    clips = [Clip(one["at_s"], Path(one["to"])) for one in asked["clips"]]
    try:
        made = make(sources, Path(asked["mix"]), clips)
    except StemError as error:
        say(problem=str(error))
        return
    say(begin_s=made.begin_s, seconds=made.seconds)


if __name__ == "__main__":
    main(*sys.argv[1:])
