"""A school and a town that reach nothing but what stands between them: a server and a real coturn.

Nothing is forwarded from one to the other, so sound that arrives went through the relay. The addresses are
ones that IANA calls globally reachable (AS112 and AMT), so that the hardened configuration is used as it is.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from server.tls import own_certificate
from server.turn.config import TurnConfig
from tests.e2e.harness.server import ROOT

SCHOOL, SCHOOL_GATE = "130.239.2.2", "130.239.2.1"
TOWN, TOWN_GATE = "130.239.3.2", "130.239.3.1"
RELAY, SERVER = "130.239.4.1", "130.239.4.2"
RELAY_6 = "2001:6b0:4::1"
PORT, TLS_PORT = 3478, 443
SECRET = "for tests only ".replace(" ", "-") * 3
URLS = {
    "udp": f"turn:{RELAY}:{PORT}?transport=udp",
    "tcp": f"turn:{RELAY}:{PORT}?transport=tcp",
    "tls": f"turns:{RELAY}:{TLS_PORT}?transport=tcp",
}
#: What the school's firewall swallows, so that only this way and better-guarded ones are left.
WALLS: dict[str, tuple[str, ...]] = {
    "udp": (),
    "tcp": ("ipproto udp",),
    "tls": ("ipproto udp", f"ipproto tcp sport {PORT}"),
}
_START_S = 20


def missing() -> str | None:
    """What this machine lacks; None when nothing."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return "network namespaces need root on Linux"
    for program, package in (("ip", "iproute2"), ("turnserver", "coturn"), ("turnadmin", "coturn")):
        if shutil.which(program) is None:
            return f"{program} is missing: apt install {package}"
    return None


class RelayLab:
    """The namespaces ``school``, ``town`` and ``middle``, with coturn in the middle; a context manager."""

    def __init__(self, folder: Path, *, ways: tuple[str, ...] = ("udp", "tcp", "tls")) -> None:
        tag = secrets.token_hex(3)
        self.school, self.town, self.middle = (f"kb-{tag}-{part}" for part in ("s", "t", "m"))
        self.urls = " ".join(URLS[way] for way in ways)
        self.certificate = own_certificate(folder, [RELAY], now=datetime.now(UTC))
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What a server (and whoever trusts the relay's certificate) has to know."""
        return {
            "KLANGBRO_TURN_URLS": self.urls,
            "KLANGBRO_TURN_SECRET": SECRET,
            "SSL_CERT_FILE": str(self.certificate.cert),
        }

    def run(self, namespace: str, *words: str) -> str:
        """Run a command in a namespace; what it says."""
        done = subprocess.run(
            ["ip", "netns", "exec", namespace, *words],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")
        return done.stdout

    def wall(self, way: str) -> None:
        """Put up the school's firewall: nothing comes in but by this way, or one after it."""
        for rule in WALLS[way]:
            words = f"rule add pref 10 to {SCHOOL}/32 {rule} blackhole"
            _ip("-n", self.middle, *words.split())

    def __enter__(self) -> RelayLab:
        try:
            self._build()
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def _build(self) -> None:
        for name in (self.school, self.town, self.middle):
            _ip("netns", "add", name)
            _ip("-n", name, "link", "set", "lo", "up")
        for address in (f"{RELAY}/32", f"{SERVER}/32", f"{RELAY_6}/128"):
            _ip("-n", self.middle, "addr", "add", address, "dev", "lo")
        for name, own, gate, card in (
            (self.school, SCHOOL, SCHOOL_GATE, "school"),
            (self.town, TOWN, TOWN_GATE, "town"),
        ):
            peer = f"link add {card} netns {self.middle} type veth peer name wan netns {name}"
            _ip(*peer.split())
            for namespace, address, device in ((name, own, "wan"), (self.middle, gate, card)):
                _ip("-n", namespace, "addr", "add", f"{address}/24", "dev", device)
                _ip("-n", namespace, "link", "set", "dev", device, "up")
            _ip("-n", name, "route", "add", "default", "via", gate)
        self.run(self.middle, "sh", "-c", "echo 0 > /proc/sys/net/ipv4/ip_forward")

    def _start(self) -> None:
        config = TurnConfig(
            secret=SECRET,
            realm="relay.test",
            listen=(RELAY, RELAY_6),
            port=PORT,
            tls_port=TLS_PORT,
            cert=self.certificate.cert,
            key=self.certificate.key,
            first_port=50000,
            last_port=50999,
            user="",
        )
        written = self._folder / "turnserver.conf"
        written.write_text(config.text())
        database = ("--userdb", str(self._folder / "turndb"))
        # coturn asks this database even for a secret of its configuration. Its threads would each make it,
        # find it locked by one another, and answer the first allocations with 401.
        self.run(self.middle, "turnadmin", "--list", *database)
        own = ("--pidfile", str(self._folder / "turn.pid"), *database)
        self._process = subprocess.Popen(
            ["ip", "netns", "exec", self.middle, "turnserver", "-c", str(written), *own],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.run(
            self.middle,
            sys.executable,
            "-m",
            "tests.e2e.harness.relay_probe",
            "listens",
            f"{RELAY}:{TLS_PORT}",
            str(_START_S),
        )

    def close(self) -> None:
        """Take everything away."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        for name in (self.school, self.town, self.middle):
            if Path("/var/run/netns", name).exists():
                _ip("netns", "del", name)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"ip {' '.join(words)}: {done.stderr.strip()}")
