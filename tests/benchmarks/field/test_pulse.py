from __future__ import annotations

from pathlib import Path

from benchmarks.field.pulse import script


def test_each_end_goes_to_the_named_graph_under_names_of_its_own_and_is_connected_to_nothing() -> None:
    told = script("pupil", "klangbro-abc", Path("/run/klangbro/native"))
    clients = [line for line in told.splitlines() if "module-jack" in line]
    assert [line.split("client_name=")[1].split()[0] for line in clients] == ["pupil-ears", "pupil-mouth"]
    assert all("server_name=klangbro-abc" in line and "connect=no" in line for line in clients)
    assert "socket=/run/klangbro/native" in told
