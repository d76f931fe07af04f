from __future__ import annotations

from io import BytesIO, StringIO
from pathlib import Path

import matplotlib.image
import numpy as np
from rich.console import Console

from client.native.picture import half_blocks, save_png

_FRAME = np.random.default_rng(1).integers(0, 256, (36, 64, 3)).astype(np.uint8)


def test_a_saved_picture_is_the_picture(tmp_path: Path) -> None:
    save_png(_FRAME, tmp_path / "far.png")
    read = matplotlib.image.imread(BytesIO((tmp_path / "far.png").read_bytes()), format="png")
    np.testing.assert_array_equal(np.round(np.asarray(read)[..., :3] * 255).astype(np.uint8), _FRAME)
    assert [path.name for path in tmp_path.iterdir()] == ["far.png"]


def test_a_picture_in_the_terminal_has_two_pixels_a_character() -> None:
    console = Console(width=80, record=True, file=StringIO())
    console.print(half_blocks(_FRAME, columns=32))
    lines = [line for line in console.export_text().splitlines() if line.strip()]
    assert lines == ["▀" * 32] * 9
