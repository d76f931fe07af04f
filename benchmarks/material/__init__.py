"""Music to measure with, rendered from seeds.

Rendered by us, so that it can be given away and is the same on every machine.
"""

from benchmarks.material.clips import CLIP_SECONDS, CLIPS, Clip
from benchmarks.material.duet import Duet, duet
from benchmarks.material.notes import SAMPLE_RATE_HZ, Note, Samples
from benchmarks.material.wav import read_wav, write_wav

__all__ = [
    "CLIPS",
    "CLIP_SECONDS",
    "SAMPLE_RATE_HZ",
    "Clip",
    "Duet",
    "Note",
    "Samples",
    "duet",
    "read_wav",
    "write_wav",
]
