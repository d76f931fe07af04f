from benchmarks.device.published import published


def test_every_published_figure_says_where_it_was_read_and_the_quickest_comes_first() -> None:
    rows = published()
    assert len(rows) >= 5
    assert [one.rtl_ms for one in rows] == sorted(one.rtl_ms for one in rows)
    for one in rows:
        assert one.source.startswith("https://") and one.how and one.setting
        assert 1.0 < one.rtl_ms < 100.0
