import pytest

from server.scores.kinds import kind, media_type


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"%PDF-1.7\n%....", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"GIF89a..", "image/gif"),
        (b"<svg onload=x>", None),
        (b"<html>%PDF-", None),
        (b"RIFF....WAVE", None),
        (b"MZ", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_first_bytes_say(head: bytes, found: str | None) -> None:
    assert media_type(head) == found


def test_pages_show_a_pdf_or_a_picture() -> None:
    assert kind("application/pdf") == "pdf"
    assert kind("image/webp") == "image"
