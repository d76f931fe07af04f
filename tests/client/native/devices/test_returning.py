from __future__ import annotations

import pytest

from client.native.devices.choose import after
from client.native.devices.returning import lasting_name, present


def _card(name: str, inputs: int = 2, outputs: int = 2) -> dict[str, object]:
    return {"name": name, "inputs": inputs, "outputs": outputs}


def test_a_card_is_known_again_wherever_the_kernel_puts_it() -> None:
    assert lasting_name("Scarlett 2i2: USB Audio (hw:1,0)") == "Scarlett 2i2: USB Audio"
    names = ("Scarlett 2i2: USB Audio (hw:1,0)", "Scarlett 2i2: USB Audio (hw:1,0)")
    assert present(names, [_card("HDA"), _card("Scarlett 2i2: USB Audio (hw:2,0)")])
    assert not present(names, [_card("HDA")])


def test_a_card_that_is_only_half_there_is_not_there_yet() -> None:
    assert not present(("Scarlett", "Scarlett"), [_card("Scarlett", inputs=0)])
    assert present((None, "Scarlett"), [_card("Scarlett", inputs=0)])


@pytest.mark.parametrize(
    ("now", "others"), [("b", ["c", "a"]), ("c", ["a", "b"]), ("unknown", ["a", "b", "c"])]
)
def test_the_next_card_goes_round(now: str, others: list[str]) -> None:
    assert after(now, ["a", "b", "c"]) == others
    assert after("a", ["a"]) == []
