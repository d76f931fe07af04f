from __future__ import annotations

from pathlib import Path

from client.native.gallery import Gallery
from client.native.sight import Sight


async def test_before_anybody_was_seen_nothing_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "seen.png"
    gallery = Gallery(path)
    gallery.look([Sight()])
    await gallery.save()
    assert gallery.rgb() is None
    assert not path.exists()
