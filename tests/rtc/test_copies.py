from rtc.copies import Copies


def test_a_copy_is_news_once() -> None:
    copies = Copies()
    assert [copies.fresh(stamp) for stamp in (120, 240, 120, 240, 360)] == [True, True, False, False, True]


def test_memory_is_bounded_and_reaches_as_far_as_a_copy_can() -> None:
    copies = Copies()
    for stamp in range(0, 64 * 10_000, 64):
        assert copies.fresh(stamp)
    last = 64 * 9_999
    assert not any(copies.fresh(last - back) for back in range(0, 16_384, 64))
    assert copies.fresh(0)
