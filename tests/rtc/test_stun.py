from __future__ import annotations

import aioice.stun
from hypothesis import given
from hypothesis import strategies as st

from rtc.stun import binding_request, mapped_address


def test_the_address_in_the_answer_to_our_own_question_is_read() -> None:
    _, transaction = binding_request()
    answer = aioice.stun.Message(
        message_method=aioice.stun.Method.BINDING,
        message_class=aioice.stun.Class.RESPONSE,
        transaction_id=transaction,
    )
    answer.attributes["XOR-MAPPED-ADDRESS"] = ("192.0.2.7", 4711)
    assert mapped_address(bytes(answer), transaction) == ("192.0.2.7", 4711)
    assert mapped_address(bytes(answer), b"x" * 12) is None


@given(st.binary(max_size=80))
def test_whatever_comes_instead_is_no_address(data: bytes) -> None:
    request, transaction = binding_request()
    assert mapped_address(data, transaction) is None
    assert mapped_address(request[:20] + data, transaction) is None
