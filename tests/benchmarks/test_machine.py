import json
import socket

from benchmarks.machine import describe, klangbro_version


def test_a_machine_is_described_without_its_name() -> None:
    told = json.dumps(describe())
    assert describe()["cores"] and socket.gethostname() not in told
    assert klangbro_version()
