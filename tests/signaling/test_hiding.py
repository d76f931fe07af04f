from __future__ import annotations

from signaling.hiding import hidden_candidate, hidden_description
from signaling.messages import Candidate, ConnectionOpen, Description, Role
from tests.signaling.world import World

RELAY = "candidate:1 1 udp 41885439 198.51.100.11 50000 typ relay raddr 192.0.2.7 rport 5000 generation 0"
HOST = "candidate:2 1 udp 2130706431 192.0.2.7 5000 typ host"
MAPPED = "candidate:3 1 udp 1694498815 203.0.113.9 5000 typ srflx raddr 192.0.2.7 rport 5000"


def test_a_relays_candidate_passes_without_the_address_behind_it() -> None:
    shown = hidden_candidate(RELAY)
    assert shown is not None
    assert "198.51.100.11 50000 typ relay raddr 0.0.0.0 rport 9 generation 0" in shown
    assert "192.0.2.7" not in shown


def test_no_other_candidate_passes_and_their_end_does() -> None:
    assert hidden_candidate(HOST) is hidden_candidate(MAPPED) is None
    assert hidden_candidate("") == ""


def test_a_description_loses_every_line_that_shows_an_address() -> None:
    sdp = "".join(f"{line}\r\n" for line in ("v=0", f"a={HOST}", f"a={MAPPED}", f"a={RELAY}", "a=mid:0"))
    shown = hidden_description(sdp).splitlines()
    assert [line.partition(":")[0] for line in shown] == ["v=0", "a=candidate", "a=mid"]
    assert "192.0.2.7" not in "".join(shown)


def test_the_room_passes_on_nothing_else_of_a_protected_person_and_everything_of_the_others() -> None:
    world = World()
    teacher, pupil = world.device("teacher", Role.TEACHER), world.device("pupil")
    pupil.claims = pupil.claims.model_copy(update={"relay_only": True})
    for device in (teacher, pupil):
        device.connect()
        world.settle()
    world.admit(teacher, "pupil")
    connection = teacher.got(ConnectionOpen)[0].connection
    for device in (teacher, pupil):
        kind = "offer" if device is teacher else "answer"
        device.send(
            Description.model_validate({"connection": connection, "kind": kind, "sdp": f"a={HOST}\r\n"})
        )
        device.send(Candidate(connection=connection, candidate=HOST))
        device.send(Candidate(connection=connection, candidate=RELAY))
    world.settle()
    assert "192.0.2.7" not in "".join(one.sdp for one in teacher.got(Description))
    assert [one.candidate for one in teacher.got(Candidate)] == [hidden_candidate(RELAY)]
    assert [one.candidate for one in pupil.got(Candidate)] == [HOST, RELAY]
    assert "192.0.2.7" in pupil.got(Description)[0].sdp
