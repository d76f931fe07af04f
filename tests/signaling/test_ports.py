import pytest

from signaling.ports import Clock, MemoryStore, StaleRoom, StoredRoom


async def test_a_store_gives_back_what_was_saved_last() -> None:
    store = MemoryStore()
    assert await store.load("lesson") is None
    await store.save("lesson", StoredRoom("a", 1))
    await store.save("lesson", StoredRoom("b", 2))
    assert await store.load("lesson") == StoredRoom("b", 2)


@pytest.mark.parametrize("revision", [0, 1, 3])
async def test_whoever_missed_a_save_may_not_save(revision: int) -> None:
    store = MemoryStore()
    await store.save("lesson", StoredRoom("a", 1))
    with pytest.raises(StaleRoom):
        await store.save("lesson", StoredRoom("x", revision))
    assert await store.load("lesson") == StoredRoom("a", 1)


def test_the_clocks_go_forward() -> None:
    clock = Clock()
    assert clock.monotonic_s() <= clock.monotonic_s()
    assert clock.wall_s() > 1.7e9
