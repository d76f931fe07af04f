import pytest

from server.tracks.kinds import container


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "wav"),
        (b"fLaC\x00\x00\x00\x22" + b"\0" * 8, "flac"),
        (b"OggS\x00\x02" + b"\0" * 10, "ogg"),
        (b"ID3\x04" + b"\0" * 12, "mp3"),
        (b"\xff\xfb\x90\x64" + b"\0" * 12, "mp3"),
        (b"\x00\x00\x00\x20ftypM4A ", "mov"),
        (b"RIFF\x24\x00\x00\x00AVI LIST", None),
        (b"\xff\xf1\x50\x80" + b"\0" * 12, None),  # AAC without a container
        (b"#EXTM3U\n#EXTINF", None),
        (b"<html>", None),
        (b"\xff", None),
        (b"", None),
    ],
)
def test_a_recording_is_known_by_its_first_bytes(head: bytes, name: str | None) -> None:
    assert container(head) == name
