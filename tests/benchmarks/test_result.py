import json
from pathlib import Path

import pytest

from benchmarks.frame import Run
from benchmarks.result import PATH, Result, read, schema


def test_the_published_schema_is_that_of_the_code() -> None:
    assert json.loads(PATH.read_text()) == schema(), "python -m benchmarks.result writes it"


def test_what_the_frame_prints_is_what_the_schema_says() -> None:
    run = Run("lesson", seed=1, bars={})
    run.samples["one"] = [1.0, 2.0]
    run.median("one", [1.0, 2.0], "ms")
    assert Result.model_validate(run.result()).figures[0].n == 2


def test_a_file_that_holds_no_result_is_named(tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    file.write_text("{}")
    with pytest.raises(ValueError, match=r"other\.json is not a result"):
        read(file)
    with pytest.raises(ValueError, match="cannot be read"):
        read(tmp_path / "missing.json")
