from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.doctor.certificate import check_certificate, judge
from server.tls import Certificate, own_certificate
from tests.server.world import settings_for

NOW = datetime(2026, 3, 1, tzinfo=UTC)
GOOD = Certificate(
    cert=Path("c.pem"),
    key=Path("k.pem"),
    fingerprint="0" * 64,
    names=("lessons.example.org", "*.schools.example.org"),
    self_signed=False,
    expires=NOW + timedelta(days=60),
)


@pytest.mark.parametrize(
    ("certificate", "url", "verdict"),
    [
        (GOOD, "https://lessons.example.org", "good"),
        (GOOD, "https://pajala.schools.example.org:8443", "good"),
        (GOOD, None, "good"),
        (GOOD, "https://other.example.org", "bad"),
        (GOOD, "https://a.b.schools.example.org", "bad"),
        (replace(GOOD, expires=NOW + timedelta(days=5)), "https://lessons.example.org", "warning"),
        (replace(GOOD, expires=NOW - timedelta(days=1)), "https://lessons.example.org", "bad"),
        (replace(GOOD, self_signed=True), "https://lessons.example.org", "warning"),
    ],
)
def test_a_certificate_is_judged_by_its_time_and_its_names(
    certificate: Certificate, url: str | None, verdict: str
) -> None:
    found = judge(certificate, url, now=NOW)
    assert found.verdict == verdict
    assert bool(found.remedy) is (verdict != "good")


def test_the_certificate_made_on_the_spot_is_found(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    assert "makes one" in check_certificate(settings).text
    settings.data_dir.mkdir(parents=True)
    own_certificate(settings.data_dir, ["localhost"], now=datetime.now(UTC))
    assert "made on this machine" in check_certificate(settings).text


def test_without_https_there_is_no_microphone_unless_a_proxy_has_it(tmp_path: Path) -> None:
    assert check_certificate(settings_for(tmp_path, tls=False)).verdict == "bad"
    behind = settings_for(tmp_path, tls=False, public_url="https://lessons.example.org")
    assert check_certificate(behind).verdict == "good"


def test_a_given_certificate_that_cannot_be_read_is_bad(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, tls_cert=tmp_path / "c.pem", tls_key=tmp_path / "k.pem")
    assert check_certificate(settings).verdict == "bad"
