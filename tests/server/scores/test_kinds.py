import codecs
import zipfile
from pathlib import Path

import pytest

from server.scores.kinds import COMPRESSED_MUSIC, MAX_UNPACKED_BYTES, MUSIC, is_whole, kind, media_type

SCORE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD">\n<score-partwise>'
)


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"%PDF-1.7\n%....", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"GIF89a..", "image/gif"),
        (SCORE.encode(), MUSIC),
        (codecs.BOM_UTF8 + SCORE.encode(), MUSIC),
        (SCORE.encode("utf-16"), MUSIC),
        (b"<score-partwise version='4.0'>", MUSIC),
        (b"PK\x03\x04" + b"x" * 26, COMPRESSED_MUSIC),
        (b"<?xml version='1.0'?><plist>", None),
        (b"a word about <score-partwise", None),
        (b"<svg onload=x>", None),
        (b"<html>%PDF-", None),
        (b"RIFF....WAVE", None),
        (b"MZ", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_first_bytes_say(head: bytes, found: str | None) -> None:
    assert media_type(head) == found


def test_pages_show_a_pdf_a_picture_or_music() -> None:
    assert kind("application/pdf") == "pdf"
    assert kind("image/webp") == "image"
    assert kind(MUSIC) == kind(COMPRESSED_MUSIC) == "music"


def archive(path: Path, **entries: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name.replace("__", "/"), content)
    return path


def test_an_archive_is_music_if_it_lists_its_score_and_unpacks_to_what_a_page_can_bear(
    tmp_path: Path,
) -> None:
    container = {"META-INF__container.xml": b"<container/>"}
    good = archive(tmp_path / "a", **container, score__xml=SCORE.encode())
    other = archive(tmp_path / "b", word__xml=b"<w/>")
    bomb = archive(tmp_path / "c", **container, score__xml=bytes(MAX_UNPACKED_BYTES + 1))
    (tmp_path / "d").write_bytes(b"PK\x03\x04" + b"x" * 99)
    assert is_whole(good, COMPRESSED_MUSIC)
    assert [is_whole(path, COMPRESSED_MUSIC) for path in (other, bomb, tmp_path / "d")] == [False] * 3
    assert is_whole(other, "application/pdf")


def test_an_archive_of_a_version_nobody_reads_is_not_whole(tmp_path: Path) -> None:
    path = tmp_path / "later.mxl"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("META-INF/container.xml", "<container/>")
    assert is_whole(path, COMPRESSED_MUSIC)
    written = bytearray(path.read_bytes())
    written[written.index(b"PK\x01\x02") + 6] = 255  # "version needed to extract" in the archive's directory
    path.write_bytes(written)
    with pytest.raises(NotImplementedError):
        zipfile.ZipFile(path)
    assert not is_whole(path, COMPRESSED_MUSIC)
