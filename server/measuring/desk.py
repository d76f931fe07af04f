"""Who may measure now: permissions, and the port that is open only while there are any."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable

from server.errors import MeasuringBusyError
from server.measuring.meter import Meter
from server.measuring.packets import SESSION_BYTES
from server.measuring.session import LIVES_S, Session

MAX_SESSIONS = 4


class Measuring:
    """Hands out sessions.

    Parameters
    ----------
    host, port
        Where datagrams are taken: by default the server's own address and number.
    now_s : Callable[[], float]

    Notes
    -----
    One event loop; not thread-safe. The port is opened by the first permission and closed when the last one
    is over.
    """

    def __init__(self, host: str, port: int, now_s: Callable[[], float]) -> None:
        self._host = host
        self._port = port
        self._now_s = now_s
        self._sessions: dict[bytes, Session] = {}
        self._meter: Meter | None = None
        self._closing: asyncio.TimerHandle | None = None

    @property
    def port(self) -> int | None:
        """The UDP port that is open now."""
        return None if self._meter is None else self._meter.port

    def permit(self) -> Session:
        """Give out a session that lives ten minutes.

        Raises
        ------
        MeasuringBusyError
            As many measure as this server takes, or the port cannot be opened.
        """
        self._tidy()
        if len(self._sessions) >= MAX_SESSIONS:
            raise MeasuringBusyError(
                f"{MAX_SESSIONS} measurements are running, which is what this server takes.",
                "Try again in a few minutes.",
            )
        if self._meter is None:
            try:
                self._meter = Meter(self._host, self._port, self._sessions)
            except OSError as error:
                raise MeasuringBusyError(
                    f"UDP port {self._port} cannot be opened ({error.strerror}).",
                    "Another program has it: choose one with KLANGBRO_MEASURING_PORT.",
                ) from error
        session = Session(secrets.token_bytes(SESSION_BYTES), self._now_s() + LIVES_S)
        self._sessions[session.key] = session
        self._look_again()
        return session

    def find(self, name: str) -> Session | None:
        """The session of this name (hex), if it is one now."""
        self._tidy()
        try:
            return self._sessions.get(bytes.fromhex(name))
        except ValueError:
            return None

    def end(self, name: str) -> None:
        """Forget a session before its time."""
        session = self.find(name)
        if session is not None:
            session.end()
            del self._sessions[session.key]
            self._shut_if_idle()

    def close(self) -> None:
        """End everything."""
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None
        self._sessions.clear()
        self._shut_if_idle()

    def _tidy(self) -> None:
        now_s = self._now_s()
        for key, session in list(self._sessions.items()):
            if now_s >= session.expires_s:
                session.end()
                del self._sessions[key]

    def _look_again(self) -> None:
        """Once nobody can measure any more, close the port."""
        if self._closing is not None:
            self._closing.cancel()
        self._closing = asyncio.get_running_loop().call_later(LIVES_S + 1.0, self._over)

    def _over(self) -> None:
        self._closing = None
        self._tidy()
        self._shut_if_idle()

    def _shut_if_idle(self) -> None:
        if not self._sessions and self._meter is not None:
            meter, self._meter = self._meter, None
            meter.close()
