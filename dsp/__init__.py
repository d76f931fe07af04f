"""The core: packets and samples in, samples out, in pure numpy.

No clock, no socket, no thread, no asyncio: time is an argument. A far end's packets go into a
:class:`JitterBuffer`, the sound card's callback pulls from it; a :class:`TargetDelay` says how long to wait,
a :class:`Ledger` where every packet was when, a :class:`PeerClock` how the ends' clocks stand, a
:class:`LessonClock` what time the lesson has.
"""

from dsp.clock import PeerClock
from dsp.concealment import Concealer
from dsp.jitter_buffer import JitterBuffer
from dsp.ledger import CaptureAnchor, Ledger, LedgerEntry, LedgerSum, Ways
from dsp.lesson_clock import LessonClock
from dsp.meters import Meter
from dsp.mix import mix
from dsp.packets import AudioPacket, PushOutcome, Unwrapper
from dsp.play_map import Jump, PlayMap
from dsp.profiles import SAMPLE_RATE_HZ, Profile, ProfileName, nearest_page_ptime_ms, profile
from dsp.ring import RingBuffer
from dsp.stats import JitterStats
from dsp.stream_decoder import Decode
from dsp.target import TargetDelay

__all__ = [
    "SAMPLE_RATE_HZ",
    "AudioPacket",
    "CaptureAnchor",
    "Concealer",
    "Decode",
    "JitterBuffer",
    "JitterStats",
    "Jump",
    "Ledger",
    "LedgerEntry",
    "LedgerSum",
    "LessonClock",
    "Meter",
    "PeerClock",
    "PlayMap",
    "Profile",
    "ProfileName",
    "PushOutcome",
    "RingBuffer",
    "TargetDelay",
    "Unwrapper",
    "Ways",
    "mix",
    "nearest_page_ptime_ms",
    "profile",
]
