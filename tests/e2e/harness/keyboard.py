"""Somebody without a mouse, who also looks where they are."""

from __future__ import annotations

from playwright.async_api import Page

MOST_STOPS = 90

# Where the focus is, and what is wrong with it there: not seen, covered by something else, too small.
_LOOK = """() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return { id: "", wrong: "" };
  const id = focused.dataset.testid ?? focused.closest("[data-testid]")?.dataset.testid ?? focused.tagName;
  const box = focused.getBoundingClientRect();
  const style = getComputedStyle(focused);
  const shown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const wrong = [];
  if (!shown) wrong.push("no outline");
  const inside = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  if (!inside) wrong.push("out of the window");
  else {
    const x = Math.min(innerWidth - 1, Math.max(0, box.left + box.width / 2));
    const [above, below] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
    const top = document.elementFromPoint(x, Math.min(innerHeight - 1, (above + below) / 2));
    const labels = top && top.closest("label")?.control === focused;
    const own = top && (focused.contains(top) || top.contains(focused) || labels);
    if (!own) wrong.push(`covered by ${top?.className || top?.tagName}`);
  }
  return { id, wrong: wrong.join(", ") };
}"""


class Keyboard:
    """Goes by Tab to what has a test id, as far as it takes; notes every stop that cannot be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.unseen: dict[str, str] = {}

    async def go(self, target: str) -> None:
        """Tab until the focus is on ``target``."""
        stops = []
        for _ in range(MOST_STOPS):
            await self.page.keyboard.press("Tab")
            at = await self.page.evaluate(_LOOK)
            stops.append(at["id"])
            if at["wrong"]:
                self.unseen[at["id"]] = at["wrong"]
            if at["id"] == target:
                return
        raise AssertionError(f"{target} is not reached by Tab; the stops were {list(dict.fromkeys(stops))}")

    async def press(self, target: str, key: str = "Enter") -> None:
        """Go there and press."""
        await self.go(target)
        await self.page.keyboard.press(key)

    async def write(self, target: str, text: str) -> None:
        """Go there and type."""
        await self.go(target)
        await self.page.keyboard.type(text)
