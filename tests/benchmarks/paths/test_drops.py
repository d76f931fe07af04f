import pytest

from benchmarks.paths.drops import DropEvery, is_audio

RTP = bytes([0x80, 96]) + bytes(30)
RTCP = bytes([0x80, 200]) + bytes(30)
STUN = bytes([0, 1]) + bytes(18)
DTLS = bytes([22, 254]) + bytes(30)


def test_audio_is_told_from_all_else_on_the_socket() -> None:
    assert [is_audio(datagram) for datagram in (RTP, RTCP, STUN, DTLS, b"")] == [
        True,
        False,
        False,
        False,
        False,
    ]


def test_one_audio_packet_a_period_is_lost_and_nothing_else() -> None:
    now_s, sent = [0.0], list[bytes]()
    drops = DropEvery(1.0, now=lambda: now_s[0])
    send = drops(lambda data, *_: sent.append(data))
    for step in range(4000):
        now_s[0] = step * 0.0025
        send(RTP)
        send(RTCP)
    assert drops.dropped == 9
    assert (sent.count(RTP), sent.count(RTCP)) == (4000 - 9, 4000)


def test_none_is_lost_before_its_time() -> None:
    now_s, sent = [0.0], list[bytes]()
    drops = DropEvery(1.0, after_s=5.0, now=lambda: now_s[0])
    send = drops(lambda data, *_: sent.append(data))
    for step in range(2399):
        now_s[0] = step * 0.0025
        send(RTP)
    assert drops.dropped == 0
    now_s[0] = 6.0
    send(RTP)
    assert drops.dropped == 1


def test_no_period_is_refused() -> None:
    with pytest.raises(ValueError, match="every 0 s"):
        DropEvery(0)
