"""A network that becomes another in the middle of a lesson: two native ends on a real link."""

from __future__ import annotations

import asyncio
import math

import pytest

from benchmarks.bad_days.network import suffer
from benchmarks.paths import linklab

LACK = linklab.missing()
pytestmark = [
    pytest.mark.alone,
    pytest.mark.wide,  # bench bad-days and soak
    pytest.mark.skipif(LACK is not None, reason=f"no link between namespaces: {LACK}"),
]


async def test_after_a_change_of_address_both_hear_each_other_again_and_nothing_old() -> None:
    (outcome,) = await asyncio.to_thread(suffer, "address", 1, recovers_s=6.0)
    assert all(math.isfinite(back_s) for back_s in outcome.back_s)
    assert outcome.stale_s == 0.0
