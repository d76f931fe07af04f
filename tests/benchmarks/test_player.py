import json
from dataclasses import asdict
from pathlib import Path

import pytest

from benchmarks.paths.weather import forecast, write
from benchmarks.player import Plan, Player


def test_a_plan_travels_as_json() -> None:
    plan = Plan(invite="i", device="file:a.wav,loop", weather="w.txt", drop_every_s=1.0)
    assert Plan(**json.loads(json.dumps(asdict(plan)))) == plan


async def test_an_invite_that_is_none_is_an_error_a_person_can_read(tmp_path: Path) -> None:
    write(forecast("clean", 1, 1), tmp_path / "w.txt")
    player = Player(
        Plan(invite="nonsense", device="null", weather=str(tmp_path / "w.txt")), lambda line: None
    )
    with pytest.raises(Exception, match="That is no invite"):
        await player.run()
