"""What a place's page shows of an interface: told by the place's key, kept here while the server is away.

The key itself is never written down: whoever sends what was kept has the link at hand.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from benchmarks.device import verdict
from benchmarks.device.record import Device
from benchmarks.network.door import Door, DoorError, RefusedError, Target
from benchmarks.paths.linklab import cache_folder

PATH = "/api/readiness/devices"
MOST_KEPT = 50
"""The server shows no more of a place either."""
_FORGOTTEN_S = 365 * 86_400.0


class Server(Protocol):
    """As much of it as is spoken to."""

    def post(self, path: str, body: dict[str, object]) -> Any: ...


def reading(device: Device) -> dict[str, object] | None:
    """The best setting's figures as the server takes them; None where no setting of a real device holds."""
    best = None if device.kind == "emulated" else verdict.best(device)
    if best is None:
        return None
    one, sound = best.screened, best.sound
    lags_ms = np.array(one.lags_samples) / one.rate_hz * 1000
    return {
        "name": device.name.strip()[:120] or "unnamed",
        "way": "jack" if device.kind == "jack" else device.way,
        "setting": str(verdict.setting(one)),
        "n": max(1, len(lags_ms)),
        "rtl_ms": _rounded(verdict.rtl_ms(one)),
        "spread_ms": _rounded(float(np.ptp(lags_ms))) if len(lags_ms) > 1 else None,
        "reported_ms": _rounded(one.reported_ms),
        "drift_ppm": _rounded(best.drift_ppm),
        "noise_a_dbfs": _rounded(sound.noise_a_dbfs),
        "thd_n_db": _rounded(sound.thd_n_db),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else round(float(value), 4)


class Outbox:
    """Readings that the server has not got yet, the oldest first, on disk.

    Parameters
    ----------
    file : Path
        Of one place: see `outbox_file`.
    now_s : Callable[[], float]
        Seconds since 1970.
    """

    def __init__(self, file: Path, now_s: Callable[[], float]) -> None:
        self._file = file
        self._now_s = now_s

    def add(self, one: dict[str, object]) -> None:
        """Keep one; of too many the newest stay."""
        kept = {"at_s": self._now_s(), "body": one | {"once": secrets.token_urlsafe(12)}}
        self._save([*self._load(), kept][-MOST_KEPT:])

    def send(self, server: Server) -> int:
        """Tell the server all of them; of how many.

        One whose answer was lost is told again, and by its ``once`` stands there once.

        Raises
        ------
        DoorError
            The server is away, or the link opens nothing: what was not told stays kept. What the server
            will never take (`RefusedError` with 422) does not, so that nothing waits behind it.
        """
        told = 0
        while waiting := self._load():
            age_s = max(0.0, self._now_s() - float(waiting[0]["at_s"]))
            if age_s < _FORGOTTEN_S:
                try:
                    server.post(PATH, waiting[0]["body"] | {"age_s": round(age_s, 1)})
                    told += 1
                except RefusedError as error:
                    if error.status == 422:
                        self._save(waiting[1:])
                    raise
            self._save(waiting[1:])
        return told

    def __len__(self) -> int:
        return len(self._load())

    def _load(self) -> list[dict[str, Any]]:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            return [one for one in kept if float(one["at_s"]) >= 0 and one["body"]["once"]]
        except (OSError, ValueError, KeyError, TypeError):
            return []

    def _save(self, waiting: list[dict[str, Any]]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_suffix(".draft")
        draft.write_text(json.dumps(waiting), encoding="utf-8")
        draft.replace(self._file)


def outbox_file(target: Target) -> Path:
    """Where one place's readings wait."""
    return cache_folder() / f"devices-{target.digest}.json"


def tell(target: Target, device: Device, now_s: Callable[[], float]) -> str:
    """Keep a device's figures and send all that is kept; a sentence on what became of them."""
    one = reading(device)
    if device.kind == "emulated":
        return "Nothing was told to the place's page: an emulated interface stands in no room."
    if one is None:
        return "Nothing was told to the place's page: no setting holds."
    outbox = Outbox(outbox_file(target), now_s)
    outbox.add(one)
    try:
        with Door(target) as door:
            outbox.send(door)
    except (DoorError, OSError) as error:
        if not len(outbox):
            return f"The server does not take these figures. {error}"
        return (
            f"The figures are not on the place's page yet. {error} They are kept, and go with the next "
            "bench device, bench site or bench network --every that has this link."
        )
    return f"The figures stand on the page Places at {target.host}."
