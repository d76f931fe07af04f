"""Which sound cards there are now, asked in a process of its own.

PortAudio's list freezes when it starts, and starting it anew would end every stream of the process; some
host APIs open each card to ask what it can. So the one who plays never asks: another process does.

    python -m client.native.devices.lookout [--once]

says the cards as a line of JSON whenever they change, until its standard input ends.
"""

from __future__ import annotations

import json
import select
import subprocess
import sys
import threading
from typing import IO, Any

from client.native.devices.soundcard import CardInfo, list_cards, portaudio
from client.native.errors import DeviceError

__all__ = ["Lookout", "fresh_cards"]

LOOK_EVERY_S = 0.2
_ONCE_WITHIN_S = 10.0
_COMMAND = (sys.executable, "-m", "client.native.devices.lookout")


class Lookout:
    """Keeps looking while it is started; a card that is plugged in is known within 0.4 s or so.

    Notes
    -----
    Realtime-safe: no. Thread-safe: ``cards`` yes, the rest is for one thread.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._cards: list[CardInfo] | None = None

    def start(self) -> None:
        """Begin to look, if it does not yet."""
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, our own arguments
                _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
            threading.Thread(
                target=self._read, args=(self._process.stdout,), name="lookout", daemon=True
            ).start()

    def _read(self, lines: IO[str]) -> None:
        for line in lines:
            self._cards = json.loads(line)

    def cards(self) -> list[CardInfo] | None:
        """The cards as last seen; None before the first look."""
        return self._cards

    def stop(self) -> None:
        """Look no more, and forget what was seen."""
        process, self._process, self._cards = self._process, None, None
        if process is not None:
            process.kill()
            process.wait()
            assert process.stdin is not None
            process.stdin.close()


def fresh_cards() -> list[CardInfo]:
    """The cards that are here now; takes some tenths of a second.

    Raises
    ------
    DeviceError
        PortAudio is not installed, or did not answer.
    """
    portaudio()
    try:
        done = subprocess.run(  # noqa: S603 - our own module, our own arguments
            [*_COMMAND, "--once"], capture_output=True, text=True, timeout=_ONCE_WITHIN_S, check=True
        )
    except subprocess.SubprocessError as error:
        raise DeviceError("The sound system does not answer. Unplug the sound card and try again.") from error
    cards: list[CardInfo] = json.loads(done.stdout)
    return cards


def _look(sd: Any, *, once: bool) -> None:
    said = ""
    while True:
        now = json.dumps(list_cards())
        if now != said:
            said = now
            sys.stdout.write(now + "\n")
            sys.stdout.flush()
        if once or _over():
            return
        sd._terminate()  # no public way to have PortAudio look again
        sd._initialize()


def _over() -> bool:
    """Wait for the next look; whether nobody wants it any more."""
    if sys.platform == "win32":  # a pipe cannot be waited for there; the starter ends this process
        threading.Event().wait(LOOK_EVERY_S)
        return False
    ready, _, _ = select.select([sys.stdin], [], [], LOOK_EVERY_S)
    return bool(ready) and not sys.stdin.readline()


def main() -> int:
    """The command."""
    try:
        _look(portaudio(), once="--once" in sys.argv)
    except DeviceError:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
