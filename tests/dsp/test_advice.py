from __future__ import annotations

import re
from pathlib import Path

from dsp.advice import FOLLOW_MS, TOGETHER_MS, advice_for

PAGE = Path(__file__).parents[2] / "client" / "web" / "src" / "core" / "advice.ts"


def test_the_limits_themselves_belong_to_the_better_word() -> None:
    assert [advice_for(ms) for ms in (30.0, 30.1, 60.0, 60.1)] == ["together", "follow", "follow", "turns"]


def test_the_page_has_the_same_limits() -> None:
    text = PAGE.read_text()
    found = {name: float(ms) for name, ms in re.findall(r"(TOGETHER|FOLLOW)_MS = (\d+)", text)}
    assert found == {"TOGETHER": TOGETHER_MS, "FOLLOW": FOLLOW_MS}
