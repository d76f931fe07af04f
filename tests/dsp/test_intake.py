from dsp import AudioPacket
from dsp.intake import Intake, Verdict
from dsp.waiting import WaitingRoom


def packet(number: int, timestamp: int | None = None, payload: bytes = b"x") -> AudioPacket:
    wire = number * 120 if timestamp is None else timestamp
    return AudioPacket(number & 0xFFFF, wire & 0xFFFFFFFF, payload)


def fed(intake: Intake, numbers: list[int]) -> list[Verdict]:
    return [intake.place(packet(number), number * 0.0025, 0.0)[0] for number in numbers]


def test_duplicates_and_losses_are_counted_apart() -> None:
    intake = Intake(WaitingRoom(), None)
    verdicts = fed(intake, [0, 1, 1, 2, 5, 4])
    assert verdicts.count(Verdict.DUPLICATE) == 1
    assert (intake.received, intake.lost) == (5, 1)


def test_losses_are_counted_through_the_wrap_of_sequence_and_timestamp() -> None:
    intake = Intake(WaitingRoom(), None)
    base = 2**32 - 5 * 120
    for number in (65_533, 65_534, 65_536, 65_537, 65_540):
        wire = AudioPacket(number & 0xFFFF, (base + (number - 65_533) * 120) & 0xFFFFFFFF, b"x")
        assert intake.place(wire, number * 0.0025, None)[0] is Verdict.IN_PLACE
    assert (intake.received, intake.lost) == (5, 3)


def test_packet_length_is_read_off_the_timestamps_where_nothing_else_tells() -> None:
    intake = Intake(WaitingRoom(), None)
    for number, timestamp in enumerate([0, 480, 960, 1080, 1200]):
        intake.place(packet(number, timestamp), timestamp / 48_000, None)
    assert intake.ptime_samples == 120


def test_a_payload_that_cannot_be_measured_is_malformed() -> None:
    def duration(payload: bytes) -> int:
        if payload == b"bad":
            raise ValueError("no table of contents")
        return len(payload)

    intake = Intake(WaitingRoom(), duration)
    assert intake.place(packet(0, 0, b"bad"), 0.0, None)[0] is Verdict.MALFORMED
    assert intake.place(packet(1, 0, b"short"), 0.0, None)[0] is Verdict.MALFORMED
    assert intake.place(packet(2, 0, b"x" * 64), 0.0, None)[0] is Verdict.IN_PLACE


def test_one_stray_is_ignored_and_three_that_agree_are_a_new_stream() -> None:
    intake = Intake(WaitingRoom(), None)
    fed(intake, list(range(10)))
    assert intake.place(packet(10, 777_777_777), 0.025, 0.0)[0] is Verdict.STRAY
    assert fed(intake, [11]) == [Verdict.IN_PLACE]
    outcomes = [
        intake.place(packet(500 + step, 3_000_000_000 + step * 120), 0.03 + step * 0.0025, 0.0)[0]
        for step in range(3)
    ]
    assert outcomes == [Verdict.STRAY, Verdict.STRAY, Verdict.RESTART]
    assert intake.lost == 1


def test_strays_that_disagree_never_take_over() -> None:
    intake = Intake(WaitingRoom(), None)
    fed(intake, list(range(10)))
    for step in range(50):
        wild = packet(step, (step * 1_234_567_891) & 0xFFFFFFFF)
        assert intake.place(wild, 0.03, 0.0)[0] in (Verdict.STRAY, Verdict.IN_PLACE, Verdict.DUPLICATE)
