"""One client's transport as the service sees it: a bounded queue and the task that empties it.

Posting never waits, so that one slow client cannot stall a lesson: when its queue is full, it is
told and dropped, and comes back by a resume.
"""

from __future__ import annotations

import asyncio
from collections import deque

from signaling.connection import Connection, ConnectionLost, pushing
from signaling.errors import bye, close_code
from signaling.lean import Signal
from signaling.messages import Bye, ErrorCode, ServerMessage
from signaling.rates import Limits


class Link:
    """The sending half of one transport.

    Parameters
    ----------
    name : str
        Unique while the service runs, and among all nodes.

    Attributes
    ----------
    participant : str
        Who was welcomed on it; empty before that.
    told : int
        Number of the last durable message given to it.
    """

    def __init__(self, name: str, connection: Connection, limits: Limits) -> None:
        self.name = name
        self.participant = ""
        self.told = 0
        self._connection = connection
        self._limits = limits
        self._queue: deque[str] = deque()
        self._bytes = 0
        self._wake = Signal()
        self._bye: Bye | None = None
        pushes = pushing(connection)
        self._push = None if pushes is None else pushes.push
        self._sending = False

    @property
    def ending(self) -> bool:
        """Bye was said; nothing more goes out, nothing more counts."""
        return self._bye is not None

    def post(self, message: ServerMessage) -> bool:
        """Queue a message; False if the client was too slow and is dropped now."""
        if self._bye is not None:
            return True
        return self.post_text(message.model_dump_json())

    def post_text(self, text: str) -> bool:
        """Queue a message that is text already; as `post`."""
        if self._bye is not None:
            return True
        if self._push is not None and not (self._queue or self._sending) and self._push(text):
            return True
        self._bytes += len(text)
        self._queue.append(text)
        self._wake.set()
        if len(self._queue) <= self._limits.queue_messages and self._bytes <= self._limits.queue_bytes:
            return True
        self._queue.clear()
        self.finish(bye(ErrorCode.SLOW, retry=True))
        return False

    def finish(self, last: Bye) -> None:
        """Say bye after what is queued and close. The first one counts."""
        if self._bye is None:
            self._bye = last
            self._queue.append(last.model_dump_json())
            self._wake.set()

    async def run(self) -> None:
        """Send what is posted until `finish`, or until the transport ends or stalls."""
        try:
            while self._bye is None or self._queue:
                while self._queue:
                    text = self._queue.popleft()
                    self._bytes -= len(text)
                    self._sending = True  # what comes now must not overtake it
                    async with asyncio.timeout(self._limits.send_s):
                        await self._connection.send(text)
                    self._sending = False
                if self._bye is None:
                    self._wake.clear()
                    await self._wake.wait()
        except TimeoutError:
            self.finish(bye(ErrorCode.SLOW, retry=True))
        except ConnectionLost:
            pass
        finally:
            code = self._bye.code if self._bye else ErrorCode.LEFT
            await self._connection.close(close_code(code), code.value)
