from signaling.messages import EndpointKind, Error, ErrorCode, Role
from signaling.tools import NextPupil
from signaling.toolstate import MAX_TRACKS
from signaling.track_messages import AddTrack, Loop, RemoveTrack, SetTrack, Track, TrackFile, Tracks
from tests.signaling.world import Device, World, lesson


def ready() -> tuple[World, Device, Device]:
    """A lesson with one track, laid ready by the pupil."""
    world, teacher, pupil = lesson()
    pupil.send(AddTrack(track=recording("t1")))
    world.settle()
    return world, teacher, pupil


def recording(name: str) -> TrackFile:
    return TrackFile(id=name, name=f"Sonatina {name}", seconds=61.5)


def told(device: Device) -> Track:
    return device.got(Track)[-1]


def refused(device: Device) -> ErrorCode:
    return device.got(Error)[-1].code


def test_a_track_laid_ready_is_chosen_and_known_at_both_ends() -> None:
    _, teacher, pupil = ready()
    for device in (teacher, pupil):
        assert device.got(Tracks)[-1].tracks == (recording("t1"),)
        assert (told(device).track, told(device).running) == ("t1", False)


def test_either_end_starts_and_stops_and_each_start_is_a_new_one() -> None:
    world, teacher, pupil = ready()
    start = SetTrack(track="t1", running=True, at_s=3, tempo_percent=80, key=-2, loop=Loop(from_s=3, to_s=7))
    pupil.send(start)
    world.settle()
    first = told(teacher)
    assert (first.running, first.at_s, first.tempo_percent, first.key) == (True, 3, 80, -2)
    assert first.loop == Loop(from_s=3, to_s=7)
    teacher.send(SetTrack(track="t1", at_s=5))
    teacher.send(start)
    world.settle()
    assert [track.running for track in pupil.got(Track)[-3:]] == [True, False, True]
    assert told(pupil).n == first.n + 2


def test_when_it_sounds_and_who_leads_is_kept_for_one_who_comes_late_with_whatever_end() -> None:
    world, teacher, _ = ready()
    teacher.send(
        SetTrack(track="t1", running=True, at_s=3, lesson_s=1e9, count_in=4, count_bpm=92, leads="teacher")
    )
    world.settle()
    ear = world.device("late", kind=EndpointKind.COMPANION)
    ear.connect()
    world.settle()
    world.admit(teacher, "late")
    late = told(ear)
    assert (late.lesson_s, late.at_s, late.count_in, late.count_bpm, late.leads) == (1e9, 3, 4, 92, "teacher")
    assert not ear.got(Tracks)


def test_a_loop_too_short_to_hear_is_none() -> None:
    world, teacher, pupil = ready()
    teacher.send(SetTrack(track="t1", loop=Loop(from_s=3, to_s=3.2)))
    teacher.send(SetTrack(track="t1", loop=Loop(from_s=7, to_s=3)))
    world.settle()
    assert [track.loop for track in pupil.got(Track)[-2:]] == [None, None]


def test_what_does_not_lie_ready_is_not_played() -> None:
    world, teacher, pupil = ready()
    teacher.send(SetTrack(track="t9", running=True))
    world.settle()
    assert refused(teacher) is ErrorCode.NO_SUCH_ITEM
    teacher.send(SetTrack(running=True))
    world.settle()
    assert not told(pupil).running


def test_only_a_teacher_takes_a_track_away_and_it_falls_silent() -> None:
    world, teacher, pupil = ready()
    teacher.send(AddTrack(track=recording("t2")))
    teacher.send(SetTrack(track="t1", running=True))
    pupil.send(RemoveTrack(track="t1"))
    world.settle()
    assert refused(pupil) is ErrorCode.NOT_ALLOWED
    teacher.send(RemoveTrack(track="t1"))
    teacher.send(RemoveTrack(track="t1"))
    world.settle()
    assert pupil.got(Tracks)[-1].tracks == (recording("t2"),)
    assert (told(pupil).track, told(pupil).running) == ("t2", False)
    assert refused(teacher) is ErrorCode.NO_SUCH_ITEM


def test_a_lesson_holds_so_many_tracks_and_a_new_one_stops_none_that_plays() -> None:
    world, teacher, pupil = ready()
    pupil.send(SetTrack(track="t1", running=True))
    for number in range(2, MAX_TRACKS + 2):
        teacher.send(AddTrack(track=recording(f"t{number}")))
    world.settle()
    assert refused(teacher) is ErrorCode.NO_SPACE
    assert len(pupil.got(Tracks)[-1].tracks) == MAX_TRACKS
    assert told(pupil).running


def test_an_observer_starts_and_adds_nothing() -> None:
    world, teacher, pupil = ready()
    observer = world.device("olle", Role.OBSERVER)
    observer.connect()
    world.settle()
    world.admit(teacher, "olle")
    for message in (SetTrack(track="t1", running=True), AddTrack(track=recording("t2"))):
        observer.send(message)
        world.settle()
        assert refused(observer) is ErrorCode.NOT_ALLOWED
    assert not told(pupil).running


def test_one_who_comes_later_is_told_and_the_next_child_is_not() -> None:
    world, teacher, _ = ready()
    late = world.device("late")
    late.connect()
    world.settle()
    world.admit(teacher, "late")
    assert late.got(Tracks)[-1].tracks == (recording("t1"),)
    following = world.device("next")
    following.connect()
    world.settle()
    teacher.send(NextPupil(participant="next"))
    world.settle()
    assert not following.got(Tracks) + following.got(Track)
    assert world.room.state.tools.tracks == {}
