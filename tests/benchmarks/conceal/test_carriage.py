import numpy as np
import pytest

from benchmarks.conceal.carriage import LEAD_SAMPLES, carry, delay_between
from benchmarks.material import CLIPS


@pytest.mark.parametrize(("packet", "opus"), [(64, False), (120, True)])
def test_without_a_loss_the_buffer_gives_the_sound_at_a_constant_delay(packet: int, opus: bool) -> None:
    carried = carry(CLIPS[0].play(1, 0.5), packet, opus=opus)
    whole = carried.whole()
    heard, _ = carried.heard(np.zeros(len(carried.payloads), np.bool_))
    late = delay_between(heard, whole)
    true = whole[LEAD_SAMPLES:]
    got = heard[LEAD_SAMPLES + late :][: len(true)]
    wrong = got - true[: len(got)]
    assert np.sum(wrong**2) < 1e-9 * np.sum(true**2)


def test_a_loss_is_concealed_where_it_was() -> None:
    carried = carry(CLIPS[0].play(1, 0.5), 64, opus=False)
    lost = np.zeros(len(carried.payloads), np.bool_)
    whole, untouched = carried.heard(lost)
    lost[1000] = True
    heard, buffer = carried.heard(lost)
    differs = np.flatnonzero(heard != whole)
    differs = differs[differs < len(lost) * 64]  # behind the last packet all is made up
    assert buffer.stats().concealed_samples > untouched.stats().concealed_samples
    assert len(differs) and differs[-1] - differs[0] < 64 + 96 + 64
