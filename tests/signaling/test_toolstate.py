from signaling.messages import Chat
from signaling.tools import Ask, Asked, Metronome, SetMetronome, SetTimer, SetTone, Timer, Tone
from tests.signaling.world import lesson


def test_one_who_comes_later_hears_the_same_click() -> None:
    world, teacher, _ = lesson()
    teacher.send(SetMetronome(running=True, tempo_bpm=96, accents=(2, 1, 1)))
    teacher.send(SetTone(a_hz=442))
    teacher.send(SetTimer(minutes=30))
    late = world.device("late")
    late.connect()
    world.settle()
    world.admit(teacher, "late")
    assert late.got(Metronome)[-1].tempo_bpm == 96
    assert late.got(Metronome)[-1].accents == (2, 1, 1)
    assert late.got(Tone)[-1].a_hz == 442
    assert late.got(Timer)[-1].ends_at_s == 1_800_001_800.0 + world.now_s - 100.0


def test_who_comes_into_a_quiet_room_is_told_of_no_tool() -> None:
    _, _, pupil = lesson()
    assert not pupil.got(Metronome) + pupil.got(Tone) + pupil.got(Timer)


def test_a_page_loaded_anew_is_asked_again() -> None:
    world, teacher, pupil = lesson()
    teacher.send(Ask(participant="pupil", question="microphone"))
    world.settle()
    reloaded = world.device("pupil")
    reloaded.session.welcome = pupil.session.welcome
    reloaded.connect()
    world.settle()
    assert [asked.question for asked in reloaded.got(Asked)] == ["microphone"]


def test_the_tools_outlive_a_killed_server() -> None:
    world, teacher, pupil = lesson()
    teacher.send(SetMetronome(running=True, tempo_bpm=60))
    teacher.send(SetTimer(minutes=20))
    world.settle()
    before = world.room.state.tools
    world.kill()
    assert world.room.state.tools == before
    for device in (teacher, pupil):
        device.connect()
    teacher.send(Chat(text="still here"))
    world.settle()
    assert len(pupil.got(Metronome)) == 1
