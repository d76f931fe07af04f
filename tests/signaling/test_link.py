import asyncio

from signaling.connection import ConnectionLost
from signaling.errors import bye
from signaling.link import Link
from signaling.local import LocalConnection, pair
from signaling.messages import Ack, Bye, ErrorCode, ServerMessage, server_messages
from signaling.rates import Limits


async def rest(ours: LocalConnection) -> list[ServerMessage]:
    heard: list[ServerMessage] = []
    try:
        while True:
            heard.append(server_messages.validate_json(await ours.receive()))
    except ConnectionLost:
        return heard


async def test_what_is_posted_goes_out_in_order_and_bye_is_last() -> None:
    ours, theirs = pair()
    link = Link("l1", theirs, Limits())
    running = asyncio.create_task(link.run())
    for seq in range(3):
        assert link.post(Ack(seq=seq))
    link.finish(bye(ErrorCode.LEFT))
    link.finish(bye(ErrorCode.SLOW))
    assert link.post(Ack(seq=9)), "after bye nothing counts any more"
    await running
    assert await rest(ours) == [Ack(seq=0), Ack(seq=1), Ack(seq=2), bye(ErrorCode.LEFT)]


async def test_posting_never_waits_and_a_full_queue_is_the_end_of_its_client() -> None:
    for limits in (Limits(queue_messages=5), Limits(queue_bytes=100)):
        ours, theirs = pair()
        link = Link("l1", theirs, limits)
        answers = [link.post(Ack(seq=seq)) for seq in range(6)]
        assert answers.count(False) == 1
        assert link.ending
        await link.run()
        heard = await rest(ours)
        assert [m.code for m in heard if isinstance(m, Bye)] == [ErrorCode.SLOW]
        assert len(heard) == 1, "what it missed comes with the resume"


async def test_a_transport_that_ends_ends_the_sending() -> None:
    ours, theirs = pair()
    link = Link("l1", theirs, Limits())
    await ours.close(1000, "")
    link.post(Ack(seq=1))
    await link.run()


class Window(LocalConnection):
    """A transport that takes texts at once while it is open."""

    def __init__(self, inner: LocalConnection) -> None:
        self._inner = inner
        self.open = True
        self.taken: list[str] = []
        self.may_send = asyncio.Event()

    def push(self, text: str, /) -> bool:
        if self.open:
            self.taken.append(text)
        return self.open

    async def send(self, text: str, /) -> None:
        await self.may_send.wait()
        self.taken.append(text)

    async def close(self, code: int, reason: str, /) -> None:
        await self._inner.close(code, reason)


async def test_a_text_that_can_go_at_once_needs_no_turn_and_never_overtakes_one_that_waits() -> None:
    window = Window(pair()[1])
    link = Link("l1", window, Limits())
    running = asyncio.create_task(link.run())
    link.post_text("1")
    assert window.taken == ["1"]
    window.open = False
    link.post_text("2")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    window.open = True  # the transport has room again, but the second is still on its way to it
    link.post_text("3")
    assert window.taken == ["1"]
    window.may_send.set()
    link.finish(bye(ErrorCode.LEFT))
    await running
    assert window.taken[:3] == ["1", "2", "3"]
    assert "bye" in window.taken[3]
