"""Messages of the lesson's tools: metronome, tone, tuner, timer, and what a teacher may ask of a page.

A teacher can set how loud somebody is sent and can mute; nothing here switches a microphone or a
camera on. `Ask` is a question, shown by the other page to its person, whose answer counts.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from signaling.recording_messages import RecordingNews, RecordingRequest
from signaling.wire import Durable, Id, Message, Name, Wire

Processing = Literal["echo_cancellation", "noise_suppression", "gain_control"]
Question = Literal[
    "microphone",
    "camera",
    "choose_microphone",
    "choose_camera",
    "layout_talk",
    "layout_play",
    "layout_score",
    "speaker_on",
    "speaker_off",
    "tuner",
    "second_camera",
    "measure_sound",
]
Finding = Literal["on", "off", "unknown"]
Midi = Annotated[int, Field(ge=12, le=120)]
Cents = Annotated[float, Field(ge=-60, le=60, allow_inf_nan=False)]
Hz = Annotated[float, Field(ge=10, le=10_000, allow_inf_nan=False)]
ReferenceHz = Annotated[float, Field(ge=430, le=450, allow_inf_nan=False)]
Tempo = Annotated[float, Field(ge=20, le=300, allow_inf_nan=False)]
Accents = Annotated[tuple[Annotated[int, Field(ge=0, le=2)], ...], Field(min_length=1, max_length=12)]
Subdivision = Annotated[int, Field(ge=1, le=4)]


class Measured(Wire):
    """What a measurement found to be done to a microphone's sound, whatever its browser reports."""

    echo_cancellation: Finding = "unknown"
    noise_suppression: Finding = "unknown"
    gain_control: Finding = "unknown"


LessonS = Annotated[float, Field(ge=0, le=1e11, allow_inf_nan=False)]
BeatIndex = Annotated[int, Field(ge=-48, le=2**31)]
RampBeats = Annotated[int, Field(ge=0, le=512)]
Hearing = Literal["together", "follow", "local"]


class Beats(Wire):
    """What a metronome plays. ``accents``: one per beat of the bar, 0 silent, 1 plain, 2 strong.

    All of it holds from lesson time ``anchor_s`` on, when beat ``anchor_beat`` sounds (those below 0 count
    in); without an anchor each end begins as it hears of it. Over ``ramp_beats`` from there the tempo goes to
    ``ramp_to_bpm``, by as much with every beat. ``hearing``: at the same lesson time at both ends; or at the
    teacher's as much later as the pupil is heard; or each end for itself.
    """

    running: bool = False
    tempo_bpm: Tempo = 72.0
    accents: Accents = (2, 1, 1, 1)
    subdivision: Subdivision = 1
    anchor_s: LessonS | None = None
    anchor_beat: BeatIndex = 0
    ramp_to_bpm: Tempo | None = None
    ramp_beats: RampBeats = 0
    hearing: Hearing = "together"


class Pitch(Wire):
    """A tone to tune to or play over. ``a_hz`` is the lesson's A, for tuners too."""

    sounding: bool = False
    midi: Midi = 69
    fifth: bool = False
    a_hz: ReferenceHz = 440.0


# -- endpoint to room ------------------------------------------------------------------------------


class SetMetronome(Durable):
    """Teacher or pupil: what changes about the metronome, for everyone; what is not named stays.

    Two changes in a row, or by two people, must not take each other back. A change that names no anchor
    holds as each end hears of it.
    """

    type: Literal["set_metronome"] = "set_metronome"
    running: bool | None = None
    tempo_bpm: Tempo | None = None
    accents: Accents | None = None
    subdivision: Subdivision | None = None
    anchor_s: LessonS | None = None
    anchor_beat: BeatIndex | None = None
    ramp_to_bpm: Tempo | None = None
    ramp_beats: RampBeats | None = None
    hearing: Hearing | None = None


class SetTone(Durable):
    """Teacher or pupil: what changes about the tone, for everyone; what is not named stays."""

    type: Literal["set_tone"] = "set_tone"
    sounding: bool | None = None
    midi: Midi | None = None
    fifth: bool | None = None
    a_hz: ReferenceHz | None = None


class Tuner(Message):
    """What my own tuner reads of my own microphone, a few times a second."""

    type: Literal["tuner"] = "tuner"
    midi: Midi
    cents: Cents
    hz: Hz


class SetTimer(Durable):
    """Teacher: the lesson ends so many minutes from now; none: no timer."""

    type: Literal["set_timer"] = "set_timer"
    minutes: Annotated[int, Field(ge=1, le=240)] | None = None


class ExtendTimer(Durable):
    """Teacher: so many minutes more, from its end or, where that is past, from now."""

    type: Literal["extend_timer"] = "extend_timer"
    minutes: Annotated[int, Field(ge=1, le=60)]


class Mute(Durable):
    """Teacher: switch off somebody's microphone or camera. There is no message that switches one on."""

    type: Literal["mute"] = "mute"
    participant: Id
    microphone: bool = False
    camera: bool = False


class TakeSound(Durable):
    """A page: the sound is this page's again.

    My companion is gone, whatever it looks like from afar; or, ``gently``, it goes on until this page sounds.
    """

    type: Literal["take_sound"] = "take_sound"
    gently: bool = False


class SetGain(Durable):
    """Teacher: how much louder or softer somebody's page sends its sound."""

    type: Literal["set_gain"] = "set_gain"
    participant: Id
    gain_db: Annotated[float, Field(ge=-24, le=24, allow_inf_nan=False)]


class Ask(Durable):
    """Teacher: ask somebody for something. Their page asks them; no is an answer."""

    type: Literal["ask"] = "ask"
    participant: Id
    question: Question


class Answer(Durable):
    """Yes or no to the question with this number."""

    type: Literal["answer"] = "answer"
    ask: Annotated[int, Field(ge=1, le=2**53)]
    yes: bool


class NextPupil(Durable):
    """Teacher: this lesson is over for all who are in it; let this participant in."""

    type: Literal["next_pupil"] = "next_pupil"
    participant: Id


# -- room to endpoint ------------------------------------------------------------------------------


class Metronome(Durable, Beats):
    type: Literal["metronome"] = "metronome"


class Tone(Durable, Pitch):
    type: Literal["tone"] = "tone"


class PeerTuner(Message):
    type: Literal["peer_tuner"] = "peer_tuner"
    participant: Id
    midi: int
    cents: float
    hz: float


class Timer(Durable):
    """When the lesson ends, unix time; ``at_s`` is when this was said, by the same clock."""

    type: Literal["timer"] = "timer"
    ends_at_s: float | None = None
    at_s: float = 0.0


class Muted(Durable):
    """A teacher has switched this off; you may switch it on again."""

    type: Literal["muted"] = "muted"
    microphone: bool
    camera: bool


class Asked(Durable):
    """A teacher asks; the person decides."""

    type: Literal["asked"] = "asked"
    ask: int
    participant: Id
    name: Name
    question: Question


class Answered(Durable):
    type: Literal["answered"] = "answered"
    ask: int
    participant: Id
    question: Question
    yes: bool


class NextLesson(Durable):
    """Another pupil's lesson begins: nothing of the one before may stay in sight."""

    type: Literal["next_lesson"] = "next_lesson"


ToolRequest = (
    SetMetronome
    | SetTone
    | Tuner
    | SetTimer
    | ExtendTimer
    | Mute
    | SetGain
    | Ask
    | Answer
    | NextPupil
    | TakeSound
    | RecordingRequest
)
ToolNews = Metronome | Tone | Timer | Muted | Asked | Answered | NextLesson | RecordingNews
