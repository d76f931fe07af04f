from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsp.red import MOST_OFFSET_SAMPLES, PAYLOAD_LIMIT_BYTES, RedBlock, RedError, pack, parse

FUZZ_INPUTS = 50_000

blocks = st.builds(
    RedBlock, st.integers(0, 127), st.integers(1, MOST_OFFSET_SAMPLES), st.binary(min_size=1, max_size=300)
)


def test_a_packet_looks_as_the_rfc_draws_it() -> None:
    payload = pack(b"new", 111, [RedBlock(111, 120, b"old")])
    word = 1 << 31 | 111 << 24 | 120 << 10 | 3
    assert payload == word.to_bytes(4, "big") + bytes([111]) + b"old" + b"new"


@given(st.binary(min_size=1, max_size=1100), st.integers(0, 127), st.lists(blocks, max_size=6))
def test_what_was_packed_comes_out_again_the_oldest_left_out_first(
    primary: bytes, payload_type: int, earlier: list[RedBlock]
) -> None:
    packed = pack(primary, payload_type, earlier)
    *redundant, last = parse(packed)
    assert last == RedBlock(payload_type, 0, primary)
    assert redundant == earlier[len(earlier) - len(redundant) :]
    assert len(packed) <= PAYLOAD_LIMIT_BYTES
    if len(redundant) < len(earlier):
        left_out = earlier[len(earlier) - len(redundant) - 1]
        assert len(packed) + 4 + len(left_out.payload) > PAYLOAD_LIMIT_BYTES


@pytest.mark.parametrize(
    "block",
    [
        RedBlock(111, MOST_OFFSET_SAMPLES + 1, b"too long ago"),
        RedBlock(111, 0, b"now"),
        RedBlock(111, 120, b"x" * 1024),
        RedBlock(111, 120, b""),
        RedBlock(200, 120, b"no such type"),
    ],
)
def test_what_the_format_cannot_say_is_left_out(block: RedBlock) -> None:
    assert parse(pack(b"new", 111, [block])) == [RedBlock(111, 0, b"new")]


def test_the_primary_goes_out_however_large_it_is() -> None:
    assert parse(pack(b"x" * 1200, 111, [RedBlock(111, 120, b"old")])) == [RedBlock(111, 0, b"x" * 1200)]


@pytest.mark.parametrize(("primary", "payload_type"), [(b"", 111), (b"x", 128), (b"x", -1)])
def test_no_packet_without_sound_or_type(primary: bytes, payload_type: int) -> None:
    with pytest.raises(RedError):
        pack(primary, payload_type)


@pytest.mark.parametrize(
    ("payload", "match"),
    [
        (b"", "0 bytes of headers"),
        (b"\x6f", "no primary sound"),
        (b"\xef\x01\xe0", "read 3 bytes of a header, expected 4"),
        (b"\xef\x01\xe0\x03", "4 bytes of headers"),
        (b"\xef\x01\xe0\x03\x6fol", "read 2 bytes of a block, expected 3"),
        (b"\xef\x01\xe0\x03\x6fold", "no primary sound"),
        (b"\xef\x01\xe0\x00" * 40 + b"\x6fnew", "more than 32"),
    ],
)
def test_what_does_not_add_up_is_named(payload: bytes, match: str) -> None:
    with pytest.raises(RedError, match=match):
        parse(payload)


def test_empty_copies_are_stepped_over() -> None:
    assert parse(b"\xef\x01\xe0\x00\x6fnew") == [RedBlock(111, 0, b"new")]


def test_any_bytes_are_blocks_or_a_red_error() -> None:
    rng = random.Random(2198)
    outcomes = {"parsed": 0, "refused": 0}
    for _ in range(FUZZ_INPUTS):
        if rng.random() < 0.5:
            data = rng.randbytes(rng.randrange(60))
        else:
            earlier = [
                RedBlock(rng.randrange(128), rng.randrange(1, 16384), rng.randbytes(rng.randrange(1, 30)))
                for _ in range(rng.randrange(4))
            ]
            bad = bytearray(pack(rng.randbytes(rng.randrange(1, 30)), rng.randrange(128), earlier))
            for _ in range(rng.randrange(4)):
                bad[rng.randrange(len(bad))] = rng.randrange(256)
            data = bytes(bad[: rng.randrange(len(bad) + 1)] if rng.random() < 0.3 else bad)
        try:
            found = parse(data)
        except RedError:
            outcomes["refused"] += 1
        else:
            outcomes["parsed"] += 1
            assert sum(len(one.payload) for one in found) < len(data)
            assert found[-1].payload
            assert all(0 <= one.payload_type < 128 and 0 <= one.offset_samples < 1 << 14 for one in found)
    assert min(outcomes.values()) > FUZZ_INPUTS / 20
