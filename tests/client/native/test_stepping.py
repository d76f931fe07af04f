from __future__ import annotations

from client.native.devices.sources import Silence
from client.native.devices.virtual import VirtualDevice
from client.native.engine import Engine
from client.native.stepping import PathSteps, Stepping
from dsp.profiles import profile
from dsp.steps import Step, ladder

SOUND = ladder(picture=False)


def _engine(name: str) -> Engine:
    return Engine(VirtualDevice(Silence()), profile(name))


def _live(steps: PathSteps, rtt_s: float, *, start_s: float, seconds: float, concealed: float = 0.0) -> Step:
    for tick in range(int(seconds * 4)):
        steps.feed(rtt_s=rtt_s, concealed_pct=concealed, now_s=start_s + tick / 4)
    return steps.step


def test_the_weakest_path_counts_and_the_rooms_profile_comes_back() -> None:
    engine = _engine("studio")
    stepping = Stepping(engine)
    stepping.bound("a", SOUND[1])
    stepping.bound("b", SOUND[2])
    assert (engine.profile.codec, engine.profile.ptime_samples) == ("opus", 480)
    assert engine.profile.name == "studio"
    stepping.bound("b", SOUND[0])
    assert engine.profile.ptime_samples == 240
    stepping.bound("a", None)
    assert engine.profile == profile("studio")


def test_a_profile_that_the_teacher_sets_meanwhile_is_kept_within_the_same_bounds() -> None:
    engine = _engine("balanced")
    stepping = Stepping(engine)
    stepping.bound("a", SOUND[2])
    stepping.use(profile("duet"))
    assert (engine.profile.name, engine.profile.ptime_samples) == ("duet", 480)
    stepping.bound("a", SOUND[0])
    assert engine.profile == profile("duet")


def test_a_person_reads_what_has_changed_and_why_and_when_it_is_over() -> None:
    steps = PathSteps("Elsa", picture=True)
    _live(steps, 0.02, start_s=0.0, seconds=10)
    assert (steps.line(now_s=10.0), steps.picture) == ("", "full")
    assert _live(steps, 0.20, start_s=10.0, seconds=3).picture == "smaller"
    assert steps.line(now_s=13.0) == (
        "The network to Elsa is full (packets wait 180 ms): your picture is coarser, the sound stays."
    )
    _live(steps, 0.20, start_s=13.0, seconds=3)
    assert "your picture rests, the sound stays" in steps.line(now_s=16.0)
    _live(steps, 0.20, start_s=16.0, seconds=12)
    assert "comes a little later" in steps.line(now_s=28.0)
    for second in range(28, 300):
        _live(steps, 0.02, start_s=float(second), seconds=1)
        if not steps.step.bounds_sound and steps.picture == "full":
            break
    assert steps.line(now_s=second + 1.0) == "The network to Elsa carries all again."
    assert steps.line(now_s=second + 20.0) == ""


def test_without_a_picture_of_ours_the_sound_gives_way_only_when_it_must() -> None:
    steps = PathSteps("Elsa", picture=False)
    _live(steps, 0.02, start_s=0.0, seconds=5)
    assert not _live(steps, 0.20, start_s=5.0, seconds=2).bounds_sound
    assert _live(steps, 0.20, start_s=7.0, seconds=3).bounds_sound
    assert steps.picture is None
    assert "picture" not in steps.line(now_s=10.0)
