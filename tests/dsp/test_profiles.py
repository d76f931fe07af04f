import pytest

from dsp import ProfileName, nearest_page_ptime_ms, profile


def test_every_name_on_the_wire_has_its_numbers() -> None:
    for name in ProfileName:
        chosen = profile(name.value)
        assert chosen.name is name
        assert chosen.ptime_ms == pytest.approx(chosen.ptime_samples / 48)
        assert chosen.channels in (1, 2)
        assert 0 <= chosen.complexity <= 10


def test_delay_is_dearer_the_closer_people_play() -> None:
    weights = [profile(name).concealment_weight for name in ("duet", "balanced", "listen")]
    assert weights == [4.0, 10.0, 40.0]
    assert profile("studio").concealment_weight == 4.0
    assert [profile(name).ptime_samples for name in ("duet", "balanced", "listen")] == [120, 240, 960]


def test_an_unknown_name_is_refused_with_the_name() -> None:
    with pytest.raises(ValueError, match="no profile 'loud'"):
        profile("loud")


def test_a_page_answers_with_ten_milliseconds_at_least() -> None:
    assert nearest_page_ptime_ms(profile("duet")) == 10
    assert nearest_page_ptime_ms(profile("studio")) == 10
    assert nearest_page_ptime_ms(profile("listen")) == 20
