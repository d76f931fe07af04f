from __future__ import annotations

import numpy as np
import pytest

from rtc.stock_peer import FRAME_SAMPLES, Microphone, StockPeer


async def test_a_frame_is_what_was_taken_and_time_goes_on_by_its_length() -> None:
    ramp = np.linspace(-1.5, 1.0, FRAME_SAMPLES, dtype=np.float32)

    async def take() -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        return ramp

    microphone = Microphone(take)
    first, second = await microphone.recv(), await microphone.recv()
    assert (first.pts, second.pts, first.sample_rate) == (0, FRAME_SAMPLES, 48_000)
    assert first.to_ndarray()[0] / 32_767 == pytest.approx(np.clip(ramp, -1, 1), abs=1e-4)


async def test_an_offer_names_opus_and_no_server_is_asked() -> None:
    async def take() -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        return np.zeros(FRAME_SAMPLES, np.float32)

    peer = StockPeer(take, lambda _: None)
    sdp = await peer.offer()
    await peer.close()
    assert "opus/48000/2" in sdp
    assert "typ srflx" not in sdp
