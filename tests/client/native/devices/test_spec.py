from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.native.devices.spec import DeviceKind, DeviceSpec, parse_spec


def test_a_file_spec_names_its_file_drift_and_loop() -> None:
    spec = parse_spec("file:cello.wav,drift=30ppm,loop")
    assert spec == DeviceSpec(DeviceKind.FILE, name="cello.wav", drift_ppm=30.0, loop=True)


def test_a_path_may_hold_commas_and_equal_signs() -> None:
    assert parse_spec("file:a,b=c.wav,drift=-5ppm").name == "a,b=c.wav"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("default", DeviceKind.DEFAULT),
        ("null", DeviceKind.NULL),
        ("null,drift=10ppm", DeviceKind.NULL),
        ("tone:440", DeviceKind.TONE),
        ("jack", DeviceKind.JACK),
        ("jack:unconnected", DeviceKind.JACK),
        ("3", DeviceKind.CARD),
        ("Scarlett 2i2", DeviceKind.CARD),
        ("hw:1,0", DeviceKind.CARD),
    ],
)
def test_every_kind_of_device_has_its_spelling(text: str, kind: DeviceKind) -> None:
    assert parse_spec(text).kind is kind


def test_jack_connects_itself_only_where_it_is_not_told_otherwise() -> None:
    assert parse_spec("jack").connect
    assert not parse_spec("jack:unconnected").connect


@pytest.mark.parametrize(
    "text",
    ["", "file:", "file:,loop", "tone:", "tone:x", "tone:24000", "tone:440,loop", "tone:nan", "null,loop",
     "file:a.wav,drift=fast", "file:a.wav,drift=2000ppm", "file:a.wav,drift=nan", "jack:system"],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_the_right_form(text: str) -> None:
    with pytest.raises(ValueError, match=r"\."):
        parse_spec(text)


@given(
    st.one_of(
        st.builds(
            DeviceSpec,
            st.just(DeviceKind.FILE),
            name=st.text("abc./,=: -", min_size=1).map(lambda path: f"x{path}.wav"),
            drift_ppm=st.integers(-1000, 1000).map(float),
            loop=st.booleans(),
        ),
        st.builds(
            DeviceSpec,
            st.just(DeviceKind.TONE),
            frequency_hz=st.integers(1, 23_999).map(float),
            drift_ppm=st.integers(-1000, 1000).map(float),
        ),
        st.builds(DeviceSpec, st.just(DeviceKind.JACK), connect=st.booleans()),
        st.builds(DeviceSpec, st.just(DeviceKind.CARD), index=st.integers(0, 99)),
    )
)
def test_a_spec_reads_back_as_it_was_written(spec: DeviceSpec) -> None:
    assert parse_spec(str(spec)) == spec


@given(st.text(max_size=60))
def test_any_text_gives_a_spec_or_a_value_error(text: str) -> None:
    try:
        spec = parse_spec(text)
    except ValueError as error:
        assert str(error)
    else:
        assert abs(spec.drift_ppm) <= 1000
