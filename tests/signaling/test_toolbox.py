import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.messages import Bye, Chat, ChatLine, Error, ErrorCode, Role, Roster, SetMedia
from signaling.tools import (
    Answer,
    Answered,
    Ask,
    Asked,
    ExtendTimer,
    Measured,
    Metronome,
    Mute,
    Muted,
    NextLesson,
    NextPupil,
    PeerTuner,
    Question,
    SetGain,
    SetMetronome,
    SetTimer,
    SetTone,
    Timer,
    Tone,
    Tuner,
)
from signaling.wire import Durable
from tests.signaling.world import Device, World, lesson

QUESTIONS: tuple[Question, ...] = ("microphone", "camera", "choose_microphone", "layout_play", "speaker_on")


def observed() -> tuple[World, Device, Device, Device]:
    world, teacher, pupil = lesson()
    observer = world.device("olle", Role.OBSERVER)
    observer.connect()
    world.settle()
    world.admit(teacher, "olle")
    return world, teacher, pupil, observer


@pytest.mark.parametrize(
    "message",
    [
        SetTimer(minutes=5),
        ExtendTimer(minutes=5),
        Mute(participant="teacher", microphone=True),
        SetGain(participant="teacher", gain_db=6),
        Ask(participant="teacher", question="camera"),
        NextPupil(participant="pupil"),
    ],
)
def test_what_is_the_teachers_a_pupil_cannot_do(message: Durable) -> None:
    world, teacher, pupil = lesson()
    before = len(teacher.heard)
    pupil.send(message)  # type: ignore[arg-type]
    world.settle()
    assert pupil.got(Error)[-1].code is ErrorCode.NOT_ALLOWED
    assert len(teacher.heard) == before


@pytest.mark.parametrize("message", [SetMetronome(running=True), SetTone(sounding=True)])
def test_an_observer_starts_nothing(message: SetMetronome | SetTone) -> None:
    world, _, pupil, observer = observed()
    observer.send(message)
    observer.send(Tuner(midi=69, cents=1, hz=440))
    world.settle()
    assert observer.got(Error)[-1].code is ErrorCode.NOT_ALLOWED
    assert not pupil.got(Metronome) + pupil.got(Tone) + pupil.got(PeerTuner)


def test_the_click_is_the_same_at_both_ends_whoever_sets_it() -> None:
    world, teacher, pupil = lesson()
    pupil.send(SetMetronome(running=True, tempo_bpm=72, accents=(2, 1, 0), subdivision=2))
    world.settle()
    told = Metronome(running=True, tempo_bpm=72, accents=(2, 1, 0), subdivision=2)
    for device in (teacher, pupil):
        assert device.got(Metronome)[-1].model_copy(update={"seq": None}) == told


def test_the_moment_of_a_change_is_told_and_kept_no_longer_than_its_change() -> None:
    world, teacher, pupil = lesson()
    teacher.send(SetMetronome(running=True, anchor_s=1000.4, anchor_beat=-4))
    world.settle()
    told = pupil.got(Metronome)[-1]
    assert (told.anchor_s, told.anchor_beat) == (1000.4, -4)
    pupil.send(SetMetronome(tempo_bpm=90, ramp_to_bpm=120, ramp_beats=16))
    world.settle()
    told = teacher.got(Metronome)[-1]
    assert (told.anchor_s, told.ramp_to_bpm, told.ramp_beats, told.running) == (None, 120, 16, True)


def test_two_who_change_the_same_tool_at_once_do_not_take_each_other_back() -> None:
    world, teacher, pupil = lesson()
    teacher.send(SetTone(a_hz=442))
    pupil.send(SetTone(sounding=True))
    teacher.send(SetMetronome(tempo_bpm=96))
    pupil.send(SetMetronome(running=True))
    world.settle()
    for device in (teacher, pupil):
        tone, beats = device.got(Tone)[-1], device.got(Metronome)[-1]
        assert (tone.sounding, tone.a_hz) == (True, 442)
        assert (beats.running, beats.tempo_bpm) == (True, 96)


def test_a_tuner_is_read_at_the_other_end_and_kept_nowhere() -> None:
    world, teacher, pupil = lesson()
    before = world.room.to_json()
    pupil.send(Tuner(midi=69, cents=7.9, hz=442.0))
    world.settle()
    assert teacher.got(PeerTuner) == [PeerTuner(participant="pupil", midi=69, cents=7.9, hz=442.0)]
    assert not pupil.got(PeerTuner)
    assert world.room.to_json() == before


def test_the_timer_is_extended_from_its_end_or_from_now_if_that_is_past() -> None:
    world, teacher, pupil = lesson()
    start_s = 1_800_000_000.0 + world.now_s - 100.0
    teacher.send(SetTimer(minutes=30))
    teacher.send(ExtendTimer(minutes=5))
    world.settle()
    assert pupil.got(Timer)[-1].ends_at_s == start_s + 35 * 60
    world.later(40 * 60)
    teacher.send(ExtendTimer(minutes=5))
    world.settle()
    assert pupil.got(Timer)[-1].ends_at_s == start_s + 45 * 60
    teacher.send(SetTimer(minutes=None))
    world.settle()
    assert pupil.got(Timer)[-1].ends_at_s is None


def test_a_teacher_mutes_and_the_roster_says_so() -> None:
    world, teacher, pupil = lesson()
    teacher.send(Mute(participant="pupil", microphone=True))
    world.settle()
    muted = pupil.got(Muted)[-1]
    assert (muted.microphone, muted.camera) == (True, False)
    assert not teacher.got(Muted)
    view = teacher.got(Roster)[-1].participants[1]
    assert (view.microphone, view.camera) == (False, True)


def test_a_second_camera_stands_in_the_roster_and_goes_off_with_the_first() -> None:
    world, teacher, pupil = lesson()
    pupil.send(SetMedia(microphone=True, camera=True, second_camera=True))
    world.settle()
    assert teacher.got(Roster)[-1].participants[1].second_camera
    teacher.send(Mute(participant="pupil", camera=True))
    world.settle()
    view = teacher.got(Roster)[-1].participants[1]
    assert (view.camera, view.second_camera) == (False, False)


def test_nobody_mutes_a_teacher_or_somebody_who_is_not_in() -> None:
    world, teacher, _ = lesson()
    teacher.send(Mute(participant="teacher", microphone=True))
    teacher.send(Mute(participant="nobody", microphone=True))
    world.settle()
    codes = [error.code for error in teacher.got(Error)]
    assert codes == [ErrorCode.NOT_ALLOWED, ErrorCode.NO_SUCH_PARTICIPANT]


@given(
    st.lists(
        st.sampled_from(
            [
                Mute(participant="pupil"),
                Mute(participant="pupil", microphone=True, camera=True),
                SetGain(participant="pupil", gain_db=12),
                *(Ask(participant="pupil", question=question) for question in QUESTIONS),
                SetMedia(microphone=True, camera=True),
                Answer(ask=1, yes=True),
            ]
        ),
        max_size=12,
    )
)
def test_nothing_a_teacher_sends_switches_a_pupil_on(said: list[Durable]) -> None:
    world, teacher, pupil = lesson()
    pupil.send(SetMedia(microphone=False, camera=False))
    world.settle()
    for message in said:
        teacher.send(message)  # type: ignore[arg-type]
    world.settle()
    person = world.room.state.participants["pupil"]
    assert (person.microphone, person.camera) == (False, False)


def test_a_question_is_asked_and_answered_once() -> None:
    world, teacher, pupil = lesson()
    teacher.send(Ask(participant="pupil", question="camera"))
    world.settle()
    asked = pupil.got(Asked)[-1]
    assert (asked.participant, asked.name, asked.question) == ("teacher", "Teacher", "camera")
    pupil.send(Answer(ask=asked.ask, yes=False))
    pupil.send(Answer(ask=asked.ask, yes=True))
    world.settle()
    answers = [(a.participant, a.question, a.yes) for a in teacher.got(Answered)]
    assert answers == [("pupil", "camera", False)]
    assert not pupil.got(Answered)
    assert not pupil.got(Error)


def test_the_same_question_again_takes_the_place_of_the_first() -> None:
    world, teacher, pupil = lesson()
    for question in ("camera", "camera", "layout_play"):
        teacher.send(Ask(participant="pupil", question=question))
    world.settle()
    asks = world.room.state.tools.asks["pupil"]
    assert [asked.question for asked in asks] == ["camera", "layout_play"]
    pupil.send(Answer(ask=pupil.got(Asked)[0].ask, yes=True))
    world.settle()
    assert not teacher.got(Answered)


def test_nobody_answers_for_another() -> None:
    world, teacher, pupil = lesson()
    teacher.send(Ask(participant="pupil", question="camera"))
    world.settle()
    teacher.send(Answer(ask=pupil.got(Asked)[-1].ask, yes=True))
    world.settle()
    assert not teacher.got(Answered)


def test_the_gain_and_how_somebody_listens_stand_in_the_roster() -> None:
    world, teacher, pupil = lesson()
    teacher.send(SetGain(participant="pupil", gain_db=-6))
    measured = Measured(echo_cancellation="on")
    pupil.send(
        SetMedia(
            microphone=True,
            camera=True,
            speaker=True,
            processing=("echo_cancellation",),
            measured=measured,
        )
    )
    world.settle()
    for device in (teacher, pupil):
        view = device.got(Roster)[-1].participants[1]
        assert (view.gain_db, view.speaker, view.processing) == (-6, True, ("echo_cancellation",))
        assert view.measured == measured


def test_one_action_moves_on_to_the_next_child() -> None:
    world, teacher, pupil = lesson()
    teacher.send(Chat(text="well played"))
    teacher.send(SetMetronome(running=True))
    teacher.send(SetTimer(minutes=30))
    following = world.device("next")
    following.connect()
    world.settle()
    knocks = [person.id for person in teacher.got(Roster)[-1].participants]
    assert knocks == ["teacher", "pupil", "next"]
    assert [person.id for person in pupil.got(Roster)[-1].participants] == ["teacher", "pupil"]
    teacher.send(NextPupil(participant="next"))
    world.settle()
    assert pupil.got(Bye)[-1].code is ErrorCode.OVER
    assert [person.id for person in following.got(Roster)[-1].participants] == ["teacher", "next"]
    assert len(teacher.got(NextLesson)) == 1
    assert not following.got(ChatLine) + following.got(Metronome) + following.got(Timer)
    pupil.connect()
    world.settle()
    assert "pupil" not in [person.id for person in following.got(Roster)[-1].participants]


def test_moving_on_to_somebody_who_is_not_at_the_door_sends_nobody_away() -> None:
    world, teacher, pupil = lesson()
    for participant in ("pupil", "nobody", "teacher"):
        teacher.send(NextPupil(participant=participant))
    world.settle()
    assert [error.code for error in teacher.got(Error)] == [ErrorCode.NO_SUCH_PARTICIPANT] * 3
    assert not pupil.got(Bye)
