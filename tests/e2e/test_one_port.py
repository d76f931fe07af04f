"""One port 443 for the pages and the relay, as OPERATING.md has it."""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import sys
from pathlib import Path

import httpx
import pytest

from tests.e2e.harness import one_port
from tests.e2e.harness.one_port import RELAY, SECRET
from tests.e2e.harness.server import ROOT, Server

LACK = one_port.missing()
pytestmark = pytest.mark.skipif(LACK is not None, reason=str(LACK))


async def certificate_for(name: str | None, port: int) -> str:
    """What is shown to whoever asks for ``name`` in the TLS greeting."""
    anything = ssl.create_default_context()
    anything.check_hostname, anything.verify_mode = False, ssl.CERT_NONE
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=anything, server_hostname=name or "")
    shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    return ssl.DER_cert_to_PEM_cert(shown)


async def test_the_name_in_the_greeting_tells_the_relay_from_the_pages(
    server: Server, tmp_path: Path
) -> None:
    with one_port.one_port(tmp_path, server.port) as (port, certificate):
        pages = [await certificate_for(name, port) for name in ("school.test", None)]
        assert await certificate_for(RELAY, port) in certificate.read_text()
        assert pages[0] == pages[1] and pages[0] not in certificate.read_text()
        async with httpx.AsyncClient(verify=False) as client:
            answer = await client.get(f"https://127.0.0.1:{port}/healthz")
        assert answer.status_code == 200
        doctor = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "klangbro", "admin", "doctor", "--json"),
            *("--data-dir", str(tmp_path / "doctor")),
            cwd=ROOT,
            env=os.environ
            | {
                "KLANGBRO_TURN_URLS": f"turns:{RELAY}:{port}?transport=tcp",
                "KLANGBRO_TURN_SECRET": SECRET,
                "SSL_CERT_FILE": str(certificate),
            },
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await doctor.communicate()
    found = [one for one in json.loads(said)["findings"] if one["check"] == "turn"]
    assert [one["verdict"] for one in found] == ["good"], found
