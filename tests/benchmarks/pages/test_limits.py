import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.pages import limits
from benchmarks.pages.limits import LimitError


def test_a_card_that_is_not_there_is_said() -> None:
    with pytest.raises(LimitError, match=r"rate limit|tc is missing"):
        limits.thin([], 300)


@pytest.mark.parametrize("percent", [30])
def test_a_group_holds_its_share_and_is_gone_afterwards(tmp_path: Path, percent: int) -> None:
    try:
        with limits.group() as made:
            limits.slow(made, percent)
            joins = f"echo $$ > {made}/cgroup.procs && exec {sys.executable} -c pass"
            subprocess.run(["sh", "-c", joins], check=True)
            told = made / ("cpu.max" if (made / "cpu.max").exists() else "cpu.cfs_quota_us")
            assert told.read_text().split()[0] == "3000"
        assert not made.exists()
    except LimitError as error:
        assert "control group" in str(error)
