from __future__ import annotations

import asyncio
import logging

import pytest

from signaling.connection import ConnectionLost
from signaling.invite import Invite
from signaling.messages import (
    Ack,
    Admission,
    Admit,
    Admitted,
    Bye,
    Chat,
    ChatLine,
    ConnectionOpen,
    Description,
    EndpointKind,
    Error,
    ErrorCode,
    Hello,
    IceServer,
    Levels,
    Media,
    Role,
    Roster,
    Welcome,
)
from signaling.rates import Limits
from signaling.service import TOGETHER
from tests.signaling.house import NOW_S, House, Raw, lesson, until


async def test_a_pupil_waits_until_the_teacher_lets_them_in_and_then_both_are_connected() -> None:
    house = House()
    async with house.service, house.client("teacher", Role.TEACHER) as teacher:
        await until(teacher, Roster)
        async with house.client("pupil") as pupil:
            assert (await until(pupil, Welcome)).admission is Admission.WAITING
            await until(teacher, Roster)
            teacher.send(Admit(participant="pupil"))
            assert (await until(pupil, Admitted)).state is Admission.ADMITTED
            one, two = await until(teacher, ConnectionOpen), await until(pupil, ConnectionOpen)
            assert one.connection == two.connection
            assert one.polite is not two.polite


async def test_who_may_not_come_in_is_told_why() -> None:
    house = House()
    house.directory.revoked.add("i-gone")
    async with house.service:
        cases: list[tuple[Invite, dict[str, object], ErrorCode]] = [
            (house.invite("late", expires_s=NOW_S), {}, ErrorCode.TOKEN_EXPIRED),
            (house.invite("gone"), {}, ErrorCode.INVITE_REVOKED),
            (house.invite("pupil"), {"token": "a.b.c"}, ErrorCode.TOKEN_INVALID),
            (house.invite("pupil"), {"version": 2}, ErrorCode.VERSION),
            (house.invite("pupil"), {"version": 2, "news": True}, ErrorCode.VERSION),
            (house.invite("pupil"), {"endpoint": "toaster"}, ErrorCode.BAD_MESSAGE),
        ]
        for invite, fields, code in cases:
            raw = Raw(house)
            await raw.hello(invite, **fields)
            bye = await raw.last()
            assert (bye.code, bye.retry) == (code, False)
        house.directory.lessons.clear()
        raw = Raw(house)
        await raw.hello(house.invite("pupil"))
        assert (await raw.last()).code is ErrorCode.LESSON_UNKNOWN
        assert house.service.links == house.service.lessons == 0


@pytest.mark.parametrize("first", ['{"type":"chat","seq":1,"text":"hej"}', "", "[]", "x" * 40_000])
async def test_whoever_does_not_begin_with_hello_is_told_so(first: str) -> None:
    house = House()
    async with house.service:
        raw = Raw(house)
        await raw.say(first)
        assert (await raw.last()).code is ErrorCode.HELLO_FIRST


async def test_a_withdrawn_invite_ends_its_stay_and_opens_no_resume() -> None:
    house = House()
    teacher, pupil = house.client("teacher", Role.TEACHER), house.client("pupil")
    async with house.service, teacher, pupil:
        await lesson(house, teacher, pupil)
        welcome = pupil.welcome
        assert welcome is not None
        house.directory.revoked.add("i-pupil")
        await house.service.revoke("lesson", "i-pupil")
        assert (await until(pupil, Bye)).code is ErrorCode.INVITE_REVOKED
        raw = Raw(house)
        resume = {"endpoint": welcome.endpoint, "key": welcome.resume_key, "seen": 0}
        await raw.hello(house.invite("pupil"), resume=resume)
        assert (await raw.last()).code is ErrorCode.INVITE_REVOKED


async def test_a_token_may_expire_during_the_lesson_without_ending_it() -> None:
    house = House()
    raw = Raw(house)
    async with house.service:
        invite = house.invite("teacher", Role.TEACHER, expires_s=NOW_S + 2000)
        await raw.hello(invite)
        welcome = await raw.hear()
        assert isinstance(welcome, Welcome)
        house.hands.now_s += 5000.0
        await raw.ours.close(1000, "")
        await raw.served
        back = Raw(house)
        resume = {"endpoint": welcome.endpoint, "key": welcome.resume_key, "seen": 0}
        await back.hello(invite, resume=resume)
        again = await back.hear()
        assert isinstance(again, Welcome)
        assert again.resumed
        fresh = Raw(house)
        await fresh.hello(invite)
        assert (await fresh.last()).code is ErrorCode.TOKEN_EXPIRED


async def test_a_killed_server_has_the_same_lesson_when_it_is_back() -> None:
    house = House()
    teacher, pupil = house.client("teacher", Role.TEACHER), house.client("pupil")
    async with teacher, pupil:
        await lesson(house, teacher, pupil)
        for number in range(20):
            teacher.send(Chat(text=f"{number}"))
            if number % 5 == 0:
                await house.kill()
                await until(teacher, Welcome)
        teacher.send(Chat(text="end"))
        lines: list[str] = []
        async for message in pupil:
            assert not isinstance(message, Welcome) or message.resumed
            if isinstance(message, ChatLine):
                lines.append(message.text)
                if message.text == "end":
                    break
        assert lines == [*map(str, range(20)), "end"]
        await house.service.close()


async def test_a_client_that_does_not_read_is_told_and_dropped_and_stalls_nobody() -> None:
    house = House(limits=Limits(queue_messages=100))
    teacher = house.client("teacher", Role.TEACHER)
    async with house.service, teacher:
        await until(teacher, Roster)
        lazy = Raw(house, capacity=1)
        await lazy.hello(house.invite("lazy"))
        await until(teacher, Roster)
        teacher.send(Admit(participant="lazy"))
        for number in range(150):
            teacher.send(Chat(text=f"{number}"))
            async for message in teacher:
                if isinstance(message, Roster):
                    present = [[e.present for e in p.endpoints] for p in message.participants]
                if isinstance(message, ChatLine):
                    assert message.text == f"{number}"
                    break
        bye = await lazy.last()
        assert (bye.code, bye.retry) == (ErrorCode.SLOW, True)
        assert present == [[True], [False]]


async def test_one_that_takes_too_long_over_a_single_message_is_slow_too() -> None:
    house = House(limits=Limits(send_s=0.05))
    async with house.service:
        stuck = Raw(house, capacity=1)
        await stuck.hello(house.invite("teacher", Role.TEACHER))
        await stuck.served
        with pytest.raises(ConnectionLost):
            while True:
                await stuck.hear()


async def test_too_many_ephemeral_messages_are_left_out_and_that_is_said() -> None:
    house = House(limits=Limits(calm_burst=5))
    async with house.service:
        raw = Raw(house)
        await raw.hello(house.invite("teacher", Role.TEACHER))
        for _ in range(10):
            await raw.say(Levels(peak_dbfs=-10.0))
        errors: list[ErrorCode] = []
        while not errors:
            message = await raw.hear()
            errors += [message.code] if isinstance(message, Error) else []
        assert errors == [ErrorCode.TOO_FAST]
        await raw.say(Chat(seq=1, text="still here"))
        while not isinstance(message, ChatLine):
            message = await raw.hear()


async def test_a_flood_is_sent_away() -> None:
    house = House(limits=Limits(flood_burst=50))
    async with house.service:
        raw = Raw(house)
        await raw.hello(house.invite("teacher", Role.TEACHER))
        with pytest.raises(ConnectionLost):
            while True:
                await raw.say(Levels(peak_dbfs=-10.0))
        bye = await raw.last()
        assert (bye.code, bye.retry) == (ErrorCode.TOO_FAST, True)


async def test_a_message_too_large_is_left_out_and_does_not_block_the_next() -> None:
    house = House()
    async with house.service:
        raw = Raw(house)
        await raw.hello(house.invite("teacher", Role.TEACHER))
        await raw.say('{"type":"chat","seq":1,"text":"' + "å" * 20_000 + '"}')
        await raw.say(Chat(seq=2, text="short"))
        heard: list[object] = []
        while not (heard and isinstance(heard[-1], ChatLine)):
            heard.append(await raw.hear())
        assert [(m.code, m.seq) for m in heard if isinstance(m, Error)] == [(ErrorCode.TOO_LARGE, 1)]
        assert Ack(seq=1) in heard


async def test_relay_servers_are_named_only_to_those_in_the_lesson_and_fresh_each_time() -> None:
    house = House()
    house.directory.servers = (IceServer(urls=("turn:a",), username="one", credential="x"),)
    teacher, pupil = house.client("teacher", Role.TEACHER), house.client("pupil")
    async with house.service, teacher, pupil:
        assert (await until(teacher, Welcome)).ice_servers == house.directory.servers
        assert (await until(pupil, Welcome)).ice_servers == ()
        house.directory.servers = (IceServer(urls=("turn:a",), username="two", credential="y"),)
        teacher.send(Admit(participant="pupil"))
        assert (await until(pupil, ConnectionOpen)).ice_servers == house.directory.servers


async def test_going_down_tells_everyone_to_come_back() -> None:
    house = House()
    async with house.client("teacher", Role.TEACHER) as teacher:
        await until(teacher, Welcome)
        await house.kill()
        bye = await until(teacher, Bye)
        assert (bye.code, bye.retry) == (ErrorCode.SERVER_ERROR, True)
        assert (await until(teacher, Welcome)).resumed
        await house.service.close()


async def test_an_empty_lesson_is_not_kept_in_memory() -> None:
    house = House()
    async with house.service:
        client = house.client("teacher", Role.TEACHER)
        async with client:
            await until(client, Welcome)
            assert house.service.lessons == 1
            await client.leave()
        await house.service.settled()
        assert house.service.lessons == 0
        assert '"removed"' not in house.store.rooms["lesson"].state


async def test_an_absent_one_is_gone_after_sixty_seconds() -> None:
    house = House()
    teacher, pupil = house.client("teacher", Role.TEACHER), house.client("pupil", kind=EndpointKind.COMPANION)
    async with house.service, teacher:
        await lesson(house, teacher, pupil)
        await pupil.close()
        while len((await until(teacher, Roster)).participants[1].endpoints) == 0:
            pass
        house.hands.now_s += 60.0
        house.service.tick()
        while len((await until(teacher, Roster)).participants) > 1:
            pass


async def test_no_log_line_has_a_name_a_token_or_an_sdp(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    house = House()
    teacher, pupil = house.client("teacher", Role.TEACHER), house.client("pupil")
    async with teacher, pupil:
        await lesson(house, teacher, pupil)
        pupil.send(Description(connection="c5", kind="offer", sdp="v=0 secret-sdp"))
        pupil.send(Chat(text="secret-chat"))
        house.directory.lessons.clear()
        await house.kill()
        await until(pupil, Bye)
        while (await until(pupil, Bye)).retry:
            pass
        await house.service.close()
    told = caplog.text
    for secret in ("Teacher", "Pupil", pupil.invite.token, "secret-sdp", "secret-chat", "school.example"):
        assert secret not in told


class Flood:
    """A transport on which there is always another message, as where a buffer is full of them."""

    def __init__(self, hello: str) -> None:
        self._next = hello
        self.read = 0
        self.welcomed = asyncio.Event()

    async def receive(self) -> str:
        if self.read:
            await self.welcomed.wait()
        self.read += 1
        text, self._next = self._next, Levels(peak_dbfs=-20.0, clipped=False).model_dump_json()
        return text

    async def send(self, text: str, /) -> None:
        self.welcomed.set()

    async def close(self, code: int, reason: str, /) -> None:
        """Whoever floods does not listen."""


async def test_one_who_floods_has_a_few_messages_read_a_turn_and_the_others_are_served_meanwhile() -> None:
    house = House(limits=Limits(flood_per_s=1e9, flood_burst=1e9))
    teacher, pupil = house.client("teacher", Role.TEACHER), house.client("pupil")
    async with house.service, teacher, pupil:
        await lesson(house, teacher, pupil)
        hello = Hello(
            token=house.invite("teacher", Role.TEACHER).token, endpoint=EndpointKind.COMPANION, media=Media()
        )
        flood = Flood(hello.model_dump_json())
        flooding = asyncio.create_task(house.service.serve(flood))
        await flood.welcomed.wait()
        before = flood.read
        pupil.send(Chat(text="can you hear me?"))
        assert (await until(teacher, ChatLine)).text == "can you hear me?"
        assert flood.read - before < 100 * TOGETHER
        flooding.cancel()
        await asyncio.gather(flooding, return_exceptions=True)
