import pytest

from signaling.connection import Connection, ConnectionLost
from signaling.local import pair
from tests.signaling.house import House


async def test_every_transport_ends_the_same_way() -> None:
    house = House()
    async with house.service:
        ends: list[Connection] = [pair()[0], await house.connect()]
        for end in ends:
            await end.close(1000, "")
            with pytest.raises(ConnectionLost):
                await end.receive()
            with pytest.raises(ConnectionLost):
                await end.send("x")
