"""`python -m tests.e2e.screens [WIDTH ...]`: pictures of every state at three sizes, or those named."""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from playwright.async_api import async_playwright

from tests.e2e.harness.every_state import STATES
from tests.e2e.harness.server import ROOT, serving
from tests.e2e.harness.visit import visiting

FOLDER = ROOT / "docs" / "screens"
PAGE = ROOT / "docs" / "SCREENS.md"
SIZES = ((1366, 768), (360, 740), (1920, 1080))
CAMERA = (640, 360)
FRAMES = 8
QUALITY = 60


def draw_player(frame: int) -> Image.Image:
    """Somebody with a violin before a wall, drawn: a camera's picture without anybody's face."""
    wide, high = CAMERA
    image = Image.new("RGB", CAMERA, (196, 190, 176))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, int(high * 0.82), wide, high), fill=(150, 128, 104))
    draw.rectangle((60, 40, 190, 190), fill=(222, 232, 236), outline=(240, 240, 235), width=8)
    draw.ellipse((232, 190, 408, 520), fill=(58, 84, 100))
    draw.ellipse((272, 74, 368, 198), fill=(214, 172, 142))
    draw.pieslice((264, 60, 376, 180), 180, 360, fill=(92, 62, 44))
    draw.ellipse((330, 196, 420, 250), fill=(152, 78, 36))
    draw.ellipse((384, 190, 446, 236), fill=(152, 78, 36))
    draw.line((430, 212, 548, 186), fill=(44, 30, 22), width=9)
    bow = 6 * (frame % FRAMES)
    draw.line((352 + bow, 120, 444 + bow, 300), fill=(232, 222, 200), width=4)
    return image


def write_camera(path: Path) -> Path:
    """Write a few frames as Y4M, which Chromium plays round and round as its camera."""
    wide, high = CAMERA
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{wide} H{high} F10:1 Ip A1:1 C420jpeg\n".encode())
        for frame in range(FRAMES):
            planes = np.asarray(draw_player(frame).convert("YCbCr"))
            file.write(b"FRAME\n" + planes[:, :, 0].tobytes())
            for plane in (1, 2):
                file.write(planes[::2, ::2, plane].copy().tobytes())
    return path


#: Chromium plays one file as one camera; these pages have that camera twice.
SECOND_CAMERA = """
const media = navigator.mediaDevices;
if (media) {
  const [ask, list] = [media.getUserMedia.bind(media), media.enumerateDevices.bind(media)];
  const second = "-second";
  media.enumerateDevices = async () => {
    const all = await list();
    const { kind, deviceId, groupId } = all.find((each) => each.kind === "videoinput") ?? {};
    const hands = { kind, groupId, deviceId: deviceId + second, label: "Camera of the hands" };
    return deviceId ? [...all, hands] : all;
  };
  media.getUserMedia = (wanted) => {
    const exact = wanted.video?.deviceId?.exact;
    if (!exact?.endsWith(second)) return ask(wanted);
    const deviceId = { exact: exact.slice(0, -second.length) };
    return ask({ ...wanted, video: { ...wanted.video, deviceId } });
  };
}
"""


async def shoot(size: tuple[int, int], folder: Path, scratch: Path) -> None:
    """Take every state at one size."""
    flags = (f"--use-file-for-fake-video-capture={write_camera(scratch / 'camera.y4m')}", "--hide-scrollbars")
    async with (
        async_playwright() as playwright,
        serving(scratch / "data") as server,
        visiting(
            playwright, server, scratch, size={"width": size[0], "height": size[1]}, flags=flags
        ) as visit,
    ):
        visit.pictures = True
        for page in visit.pages:
            await page.add_init_script(SECOND_CAMERA)
        for name, reach in STATES.items():
            page = await reach(visit)
            await page.evaluate(
                "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
            )
            picture = Image.open(io.BytesIO(await page.screenshot()))
            picture.convert("RGB").save(folder / f"{name}-{size[0]}.webp", quality=QUALITY, method=6)
            sys.stderr.write(f"  {name} {size[0]}x{size[1]}\n")


def write_page() -> None:
    """The page that shows them, one state after the other."""
    lines = [
        "# Every state of the pages",
        "",
        "Made by `make screens`; 1366 and 360 pixels wide, 1920 behind each name.",
        "The people are drawn.",
        "",
    ]
    for name in STATES:
        lines += [
            f"## [{name}](screens/{name}-1920.webp)",
            "",
            f'<img src="screens/{name}-1366.webp" width="640" alt="{name}, 1366 pixels wide">',
            f'<img src="screens/{name}-360.webp" width="180" alt="{name}, 360 pixels wide">',
            "",
        ]
    PAGE.write_text("\n".join(lines).rstrip() + "\n")


async def main(widths: list[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.webp"):
        if old.stem.rsplit("-", 1)[0] not in STATES:
            old.unlink()
    for size in SIZES:
        if widths and str(size[0]) not in widths:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            await shoot(size, FOLDER, Path(scratch))
    write_page()
    total = sum(path.stat().st_size for path in FOLDER.glob("*.webp"))
    sys.stderr.write(f"{len(STATES)} states, {total / 1e6:.1f} MB\n")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
