"""Settings all tests share."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.parts import empty_postgres, postgres, redis  # noqa: F401 - fixtures for all tests

# The same examples on every run, so that a red CI can be repeated by hand; `HYPOTHESIS_PROFILE=wild`
# draws new ones.
settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=100
)
settings.register_profile(
    "wild", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=1000
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

#: Set by `make soak`, which has the time.
WIDE = os.environ.get("KLANGBRO_WIDE") == "yes"


#: Begun first: where one begins last, the other worker has nothing left to do meanwhile. `make test` gives
#: files to its two workers in this order, the others by how many tests they have.
LONGEST = (
    "tests/e2e/test_access.py",
    "tests/e2e/test_tools.py",
    "tests/e2e/test_nodes.py",
    "tests/e2e/test_room.py",
    "tests/e2e/test_accounts.py",
    "tests/e2e/test_examples.py",
    "tests/fuzz/test_fuzz.py",
    "tests/benchmarks/signaling/test_simulation.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first; leave to `make soak` what shows a variant, or takes long for what it shows."""
    files = [item.nodeid.partition("::")[0] for item in items]
    order = {name: -count for name, count in Counter(files).items()}
    order |= {name: -len(items) - len(LONGEST) + place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order[item.nodeid.partition("::")[0]])
    later = pytest.mark.skip(reason="make soak runs it, or KLANGBRO_WIDE=yes: make test has twenty minutes")
    for item in items:
        if not WIDE and item.get_closest_marker("wide"):
            item.add_marker(later)


@pytest.fixture(autouse=True)
def logging_is_left_as_it_was() -> Iterator[None]:
    """Undo what a test did to logging, which all tests of a process share."""
    root = logging.getLogger()
    before = {root.name: _kept(root)}
    named = [one for one in root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    before |= {one.name: _kept(one) for one in named}
    yield
    for one in [root, *root.manager.loggerDict.values()]:
        if isinstance(one, logging.Logger):
            one.handlers[:], level, one.propagate, one.disabled = before.get(one.name, ((), 0, True, False))
            one.setLevel(level)


def _kept(logger: logging.Logger) -> tuple[tuple[logging.Handler, ...], int, bool, bool]:
    return tuple(logger.handlers), logger.level, logger.propagate, logger.disabled
