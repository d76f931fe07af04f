import re

from signaling.errors import TEXTS, bye, close_code, error
from signaling.messages import ErrorCode


def test_every_code_has_a_sentence_for_people() -> None:
    assert set(TEXTS) == set(ErrorCode)
    for text in TEXTS.values():
        assert text[0].isupper()
        assert text.endswith(".")
        assert "_" not in text


def test_a_text_of_ones_own_goes_before_the_standing_one() -> None:
    assert bye(ErrorCode.REFUSED, text="In five minutes.").text == "In five minutes."
    assert bye(ErrorCode.REFUSED, text="").text == TEXTS[ErrorCode.REFUSED]
    assert error(ErrorCode.GAP, seq=7).seq == 7


def test_close_codes_are_ones_a_websocket_may_send() -> None:
    for code in ErrorCode:
        assert re.fullmatch(r"1000|1008|1009|1012|1013", str(close_code(code)))
