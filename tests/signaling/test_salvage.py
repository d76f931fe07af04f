import pytest

from signaling.salvage import message_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ('{"seq":5,"x":1}', 5),
        ('{"seq":true}', None),
        ('{"seq":"5"}', None),
        ("[5]", None),
        ("{", None),
        ("[" * 100_000, None),
    ],
)
def test_the_number_of_an_unreadable_message_is_found_if_it_is_there(text: str, number: int | None) -> None:
    assert message_number(text) == number
