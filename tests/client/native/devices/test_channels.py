from __future__ import annotations

import pytest

from client.native.devices.channels import ALL, Channels, parse_channels


def test_one_channel_or_two_are_said_as_numbers() -> None:
    assert parse_channels("3", "--input-channels") == (3,)
    assert parse_channels("2, 1", "--input-channels") == (2, 1)
    assert parse_channels(None, "--input-channels") == ()


@pytest.mark.parametrize("text", ["", "0", "1,1", "1,2,3", "left", "129", "-1", "1,", "²"])
def test_anything_else_is_named_with_its_option(text: str) -> None:
    with pytest.raises(ValueError, match="--output-channels"):
        parse_channels(text, "--output-channels")


def test_what_is_not_said_is_as_it_was() -> None:
    assert Channels((3,)) | Channels((1,), (5, 6)) == Channels((3,), (5, 6))
    assert ALL | Channels((1,)) == Channels((1,))
