"""Pages and relay behind one port, told apart by HAProxy with the configuration of deploy/."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from server.tls import own_certificate
from server.turn.config import TurnConfig
from tests.e2e.harness.relay_probe import listens
from tests.e2e.harness.server import ROOT, free_port

SECRET = "one-port-for-two-" * 3
#: The relay's name; whoever asks for another, or for none, means the pages.
RELAY = "localhost"
_START_S = 20.0


def missing() -> str | None:
    """What this machine lacks; None when nothing."""
    for program, package in (("haproxy", "haproxy"), ("turnserver", "coturn"), ("turnadmin", "coturn")):
        if shutil.which(program) is None:
            return f"{program} is missing: apt install {package}"
    return None


@contextmanager
def one_port(folder: Path, pages: int) -> Iterator[tuple[int, Path]]:
    """The port for both, and the relay's certificate; ``pages`` is where the server listens."""
    relay, shared = free_port(), free_port()
    certificate = own_certificate(folder, [RELAY], now=datetime.now(UTC))
    turn = TurnConfig(
        secret=SECRET,
        realm=RELAY,
        listen=("127.0.0.1",),
        port=free_port(),
        tls_port=relay,
        cert=certificate.cert,
        key=certificate.key,
        first_port=50000,
        last_port=50099,
        user="",
    )
    (folder / "turnserver.conf").write_text(turn.text())
    split = (ROOT / "deploy" / "haproxy-sni.cfg").read_text()
    for written, here in (
        ("bind :443", f"bind 127.0.0.1:{shared}"),
        ("relay.example.org", RELAY),
        ("127.0.0.1:5349", f"127.0.0.1:{relay}"),
        ("127.0.0.1:8444", f"127.0.0.1:{pages}"),
    ):
        assert split.count(written) >= 1, written
        split = split.replace(written, here)
    (folder / "haproxy.cfg").write_text(split)
    database = ("--userdb", str(folder / "turndb"))
    subprocess.run(["turnadmin", "--list", *database], check=True, capture_output=True)
    own = ("--pidfile", str(folder / "turn.pid"), *database)
    with ExitStack() as stack:
        for command in (
            ["turnserver", "-c", str(folder / "turnserver.conf"), *own],
            ["haproxy", "-f", str(folder / "haproxy.cfg"), "-db"],
        ):
            stack.enter_context(_running(command))
        for port in (relay, shared):
            listens(f"127.0.0.1:{port}", _START_S)
        yield shared, certificate.cert


@contextmanager
def _running(command: list[str]) -> Iterator[None]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.kill()
