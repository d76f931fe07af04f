import pytest
from pydantic import ValidationError

from signaling.wire import Durable, Message


def test_a_durable_message_may_carry_a_number_and_another_may_not() -> None:
    assert Durable(seq=1).seq == 1
    with pytest.raises(ValidationError):
        Message.model_validate({"seq": 1})


def test_numbers_count_from_one() -> None:
    with pytest.raises(ValidationError):
        Durable(seq=0)
