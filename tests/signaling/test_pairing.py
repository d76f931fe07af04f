from __future__ import annotations

from typing import Literal

import pytest

from signaling.messages import (
    Candidate,
    ConnectionClose,
    ConnectionMedia,
    ConnectionOpen,
    ConnectionState,
    Description,
    EndpointKind,
    Error,
    ErrorCode,
    Media,
    Role,
)
from signaling.pairing import wanted
from signaling.tools import TakeSound
from tests.signaling.world import BOTH, Device, World, lesson

AUDIO, VIDEO = Media(audio=True), Media(video=True)


def come(world: World, teacher: Device | None, device: Device) -> Device:
    device.connect()
    world.settle()
    if teacher is not None:
        world.admit(teacher, device.claims.participant)
    return device


def media_between(world: World) -> dict[tuple[str, str], Media]:
    """Wanted pairs by ``participant/kind``, for reading."""
    names = {e.id: f"{e.participant}/{e.kind}" for e in world.room.state.endpoints.values()}
    return {(names[a], names[b]): media for (a, b), media in wanted(world.room.state).items()}


def test_two_pages_have_one_connection_with_both_media_and_the_older_offers() -> None:
    _, teacher, pupil = lesson()
    one, two = teacher.got(ConnectionOpen)[0], pupil.got(ConnectionOpen)[0]
    assert one.connection == two.connection
    assert one.media == two.media == BOTH
    assert (one.polite, two.polite) == (False, True)
    assert (one.participant, two.participant) == ("pupil", "teacher")


def test_a_companion_takes_over_the_sound_and_the_pages_keep_the_picture() -> None:
    world, teacher, pupil = lesson()
    companion = come(
        world, None, world.device("teacher", Role.TEACHER, kind=EndpointKind.COMPANION, media=AUDIO)
    )
    assert pupil.got(ConnectionMedia)[-1].media == teacher.got(ConnectionMedia)[-1].media == VIDEO
    assert companion.got(ConnectionOpen)[0].media == AUDIO
    assert media_between(world) == {
        ("teacher/page", "pupil/page"): VIDEO,
        ("pupil/page", "teacher/companion"): AUDIO,
    }


def test_when_the_companion_is_gone_the_page_has_the_sound_again() -> None:
    world, teacher, pupil = lesson()
    companion = come(
        world, None, world.device("teacher", Role.TEACHER, kind=EndpointKind.COMPANION, media=AUDIO)
    )
    companion.cut()
    world.later(30.0)
    world.settle()
    assert teacher.got(ConnectionMedia)[-1].media == VIDEO
    world.later(30.0)
    world.settle()
    assert teacher.got(ConnectionMedia)[-1].media == BOTH
    assert pupil.got(ConnectionClose)[-1].reason == "gone"


def test_a_page_takes_the_sound_back_at_once_from_a_companion_that_it_knows_to_be_gone() -> None:
    world, teacher, pupil = lesson()
    companion = come(
        world, None, world.device("teacher", Role.TEACHER, kind=EndpointKind.COMPANION, media=AUDIO)
    )
    companion.cut()
    teacher.send(TakeSound())
    world.settle()
    assert teacher.got(ConnectionMedia)[-1].media == pupil.got(ConnectionMedia)[-1].media == BOTH
    assert pupil.got(ConnectionClose)[-1].reason == "gone"
    assert media_between(world) == {("teacher/page", "pupil/page"): BOTH}


def test_a_companion_that_gives_the_sound_back_sounds_on_until_it_leaves_or_three_seconds_are_over() -> None:
    world, teacher, pupil = lesson()
    companion = come(
        world, None, world.device("teacher", Role.TEACHER, kind=EndpointKind.COMPANION, media=AUDIO)
    )
    closed = len(pupil.got(ConnectionClose))
    teacher.send(TakeSound(gently=True))
    world.settle()
    assert teacher.got(ConnectionMedia)[-1].media == pupil.got(ConnectionMedia)[-1].media == BOTH
    assert len(pupil.got(ConnectionClose)) == closed
    connection = companion.got(ConnectionOpen)[-1].connection
    pupil.send(ConnectionState(connection=connection, state="silent"))  # it fades: nothing replaces it
    world.later(2.9)
    world.settle()
    assert len(pupil.got(ConnectionClose)) == closed
    world.later(0.2)
    world.settle()
    assert pupil.got(ConnectionClose)[-1].connection == connection
    assert media_between(world) == {("teacher/page", "pupil/page"): BOTH}


def test_only_a_page_takes_the_sound_and_only_from_its_own_companion() -> None:
    world, _, pupil = lesson()
    companion = come(
        world, None, world.device("teacher", Role.TEACHER, kind=EndpointKind.COMPANION, media=AUDIO)
    )
    pupil.send(TakeSound())
    companion.send(TakeSound())
    world.settle()
    assert companion.got(Error)[-1].code is ErrorCode.NOT_ALLOWED
    assert media_between(world)["pupil/page", "teacher/companion"] == AUDIO


def test_a_connection_that_carries_nothing_any_more_is_closed() -> None:
    world = World()
    teacher = come(world, None, world.device("teacher", Role.TEACHER, media=AUDIO))
    pupil = come(world, teacher, world.device("pupil", media=AUDIO))
    come(world, None, world.device("teacher", Role.TEACHER, kind=EndpointKind.COMPANION, media=AUDIO))
    assert teacher.got(ConnectionClose)[-1].reason == "replaced"
    assert len(pupil.got(ConnectionOpen)) == 2
    assert len(world.room.state.connections) == 1


def test_companion_before_page_before_echo() -> None:
    world = World()
    teacher = come(world, None, world.device("teacher", Role.TEACHER, media=AUDIO))
    for kind in (EndpointKind.ECHO, EndpointKind.PAGE, EndpointKind.COMPANION):
        come(world, teacher, world.device("pupil", kind=kind, media=AUDIO))
        assert media_between(world) == {("teacher/page", f"pupil/{kind}"): AUDIO}


def test_a_page_without_camera_still_gets_the_others_picture() -> None:
    world = World()
    teacher = come(world, None, world.device("teacher", Role.TEACHER))
    come(world, teacher, world.device("pupil", media=AUDIO))
    assert media_between(world) == {("teacher/page", "pupil/page"): BOTH}


def test_two_who_offer_nothing_are_not_connected() -> None:
    world = World()
    teacher = come(world, None, world.device("teacher", Role.TEACHER, media=Media()))
    come(world, teacher, world.device("pupil", media=Media()))
    assert not world.room.state.connections


def test_an_observer_is_connected_to_those_who_send_and_not_to_another_observer() -> None:
    world, teacher, _ = lesson()
    for name in ("olle", "ove"):
        come(world, teacher, world.device(name, Role.OBSERVER))
    pairs = set(media_between(world))
    assert ("olle/page", "ove/page") not in pairs
    assert len(pairs) == 5


def test_four_people_are_a_mesh() -> None:
    world, teacher, _ = lesson()
    for name in ("two", "three"):
        come(world, teacher, world.device(name))
    assert len(world.room.state.connections) == 6


@pytest.mark.parametrize("condition", ["silent", "failed"])
def test_a_silent_connection_is_replaced_and_kept_until_the_new_one_is_up_at_both_ends(
    condition: Literal["silent", "failed"],
) -> None:
    world, teacher, pupil = lesson()
    old = teacher.got(ConnectionOpen)[0]
    for device in (teacher, pupil):  # both notice; one replacement is enough
        device.send(ConnectionState(connection=old.connection, state=condition))
    world.settle()
    new = teacher.got(ConnectionOpen)[-1]
    assert new.replaces == pupil.got(ConnectionOpen)[-1].replaces == old.connection
    assert len(teacher.got(ConnectionOpen)) == 2
    assert new.polite == old.polite
    teacher.send(ConnectionState(connection=new.connection, state="up"))
    world.settle()
    assert not pupil.got(ConnectionClose)
    pupil.send(ConnectionState(connection=new.connection, state="up"))
    world.settle()
    for device in (teacher, pupil):
        assert [(c.connection, c.reason) for c in device.got(ConnectionClose)] == [
            (old.connection, "replaced")
        ]


def test_or_for_ten_seconds() -> None:
    world, teacher, pupil = lesson()
    old = teacher.got(ConnectionOpen)[0].connection
    pupil.send(ConnectionState(connection=old, state="failed"))
    world.settle()
    assert world.room.next_timeout() == world.now_s + 10.0
    world.later(10.0)
    world.settle()
    assert [close.connection for close in teacher.got(ConnectionClose)] == [old]
    assert len(world.room.state.connections) == 1


def test_a_replacement_that_fails_is_replaced_and_the_last_one_up_closes_them_all() -> None:
    world, teacher, pupil = lesson()
    for _ in range(3):
        pupil.send(ConnectionState(connection=pupil.got(ConnectionOpen)[-1].connection, state="failed"))
        world.settle()
        world.later(2.0)
    last = pupil.got(ConnectionOpen)[-1].connection
    for device in (teacher, pupil):
        device.send(ConnectionState(connection=last, state="up"))
    world.settle()
    assert len(teacher.got(ConnectionClose)) == 3
    assert list(world.room.state.connections) == [last]


def test_descriptions_and_candidates_reach_the_other_end_and_nobody_else() -> None:
    world, teacher, pupil = lesson()
    third = come(world, teacher, world.device("third"))
    connection = pupil.got(ConnectionOpen)[0].connection
    teacher.send(Description(connection=connection, kind="offer", sdp="v=0"))
    teacher.send(Candidate(connection=connection, candidate="candidate:1", mid="0"))
    world.settle()
    assert pupil.got(Description)[0].sdp == "v=0"
    assert pupil.got(Candidate)[0].mid == "0"
    assert not third.got(Description)
    third.send(Description(connection=connection, kind="answer", sdp="v=0"))
    third.send(Candidate(connection=connection))
    third.send(ConnectionState(connection=connection, state="failed"))
    world.settle()
    assert [error.code for error in third.got(Error)] == [ErrorCode.NO_SUCH_CONNECTION] * 3
    assert len(pupil.got(Description)) == len(pupil.got(Candidate)) == 0 + 1


def test_only_the_one_whose_token_asks_for_it_is_told_to_use_a_relay_alone() -> None:
    world = World()
    teacher, pupil = world.device("teacher", Role.TEACHER), world.device("pupil")
    pupil.claims = pupil.claims.model_copy(update={"relay_only": True})
    for device in (teacher, pupil):
        device.connect()
        world.settle()
    world.admit(teacher, "pupil")
    world.kill()
    pupil.connect()
    teacher.connect()
    world.settle()
    connection = pupil.got(ConnectionOpen)[0].connection
    pupil.send(ConnectionState(connection=connection, state="failed"))
    world.settle()
    assert [one.relay_only for one in pupil.got(ConnectionOpen)] == [True, True]
    assert [one.relay_only for one in teacher.got(ConnectionOpen)] == [False, False]
