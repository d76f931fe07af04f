from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.measuring import packets
from server.measuring.packets import Kind, Probe, Start

SESSION = bytes(range(16))
ADDRESSES = ("192.0.2.7", "2001:db8::7")


def test_a_probe_is_read_as_it_was_written() -> None:
    probe = Probe(7, 123_456_789_012_345, 6, -5)
    read = packets.read(packets.write_probe(SESSION, 3, probe, 400))
    assert read is not None
    assert (read.kind, read.run, read.session) == (Kind.PROBE, 3, SESSION)
    assert packets.read_probe(read.body) == probe


def test_a_run_is_read_as_it_was_asked_for() -> None:
    read = packets.read(packets.write_start(SESSION, 1, Start(2500, 62, 8000)))
    assert read is not None and packets.read_start(read.body) == Start(2500, 62, 8000)


def test_an_address_is_never_in_the_clear_where_a_translator_would_change_it() -> None:
    for host in ADDRESSES:
        packed = packets.pack_address((host, 4711))
        assert packets.unpack_address(packed) == (host, 4711)
    assert bytes([192, 0, 2, 7]) not in packets.pack_address((ADDRESSES[0], 4711))


def test_a_cookie_holds_for_one_address_alone() -> None:
    key = b"k" * 32
    mine = packets.cookie(key, SESSION, (ADDRESSES[0], 1))
    assert packets.same_cookie(key, SESSION, (ADDRESSES[0], 1), mine)
    assert not packets.same_cookie(key, SESSION, (ADDRESSES[0], 2), mine)
    assert not packets.same_cookie(key, bytes(16), (ADDRESSES[0], 1), mine)


def test_no_answer_to_a_stranger_is_larger_than_its_question() -> None:
    body = packets.cookie(b"k" * 32, SESSION, (ADDRESSES[1], 1)) + packets.pack_address((ADDRESSES[1], 1))
    assert len(packets.write(Kind.CHALLENGE, SESSION, body)) <= packets.ASKED_BYTES


@given(st.binary(max_size=120))
def test_whatever_comes_is_read_or_is_none_of_ours(data: bytes) -> None:
    for prefix in (b"", packets.MAGIC, packets.MAGIC + b"\x0a\x01" + SESSION):
        read = packets.read(prefix + data)
        if read is not None:
            packets.read_probe(read.body)
            packets.read_start(read.body)
            packets.read_ask(read.body)
            packets.read_answer(read.body)
            packets.unpack_address(read.body)
