import sys

import pytest

from benchmarks.processes import ChildPart, PartError

PATIENCE_S = 20.0
ECHO = "import sys\nfor line in sys.stdin: print(line.strip(), flush=True)"


def part(script: str) -> ChildPart:
    return ChildPart("The part", [sys.executable, "-c", script])


def test_a_part_is_told_and_tells_json_lines() -> None:
    with part(ECHO) as echo:
        echo.tell({"type": "status", "n": 1})
        assert echo.next(PATIENCE_S) == {"type": "status", "n": 1}


def test_what_is_no_json_is_passed_over() -> None:
    with part("print('warming up'); print('{\"a\": 1}')") as chatty:
        assert chatty.next(PATIENCE_S) == {"a": 1}


def test_a_part_that_ends_is_named_with_its_last_word() -> None:
    with part("import sys; sys.exit('no port left')") as ended, pytest.raises(PartError) as caught:
        ended.next(PATIENCE_S)
    assert str(caught.value) == "The part ended. no port left"


def test_an_error_a_part_tells_is_raised_here() -> None:
    with (
        part('print(\'{"type": "error", "text": "Invite expired."}\')') as failed,
        pytest.raises(PartError) as caught,
    ):
        failed.next(PATIENCE_S)
    assert str(caught.value) == "The part: Invite expired."


def test_a_part_that_says_nothing_is_not_waited_for_for_ever() -> None:
    with part("import sys; sys.stdin.read()") as silent, pytest.raises(PartError, match="said nothing"):
        silent.next(0.05)


def test_a_part_is_gone_when_its_block_ends() -> None:
    with part(ECHO) as echo:
        process = echo._process
    assert process.poll() is not None


def test_settings_of_the_machines_own_server_do_not_reach_the_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLANGBRO_PUBLIC_URL", "https://lessons.example.org")
    script = (
        "import json, os; print(json.dumps([*filter(lambda n: n.startswith('KLANGBRO_'), os.environ)] or {}))"
    )
    with part(script) as child:
        assert child.next(PATIENCE_S) == {}


def test_a_part_may_work_undisturbed_but_not_end() -> None:
    with part(ECHO) as echo:
        echo.works_for(0.1)
        echo.hush()
        with pytest.raises(PartError, match="The part ended"):
            echo.works_for(PATIENCE_S)
