"""A picture is complete with its marked packet, not only with the first packet of the next one."""

from __future__ import annotations

from typing import Any

from aiortc import RTCRtpReceiver
from aiortc.jitterbuffer import JitterBuffer, JitterFrame

_CAPACITY = 512  # as aiortc's own for video


class PromptJitterBuffer(JitterBuffer):
    """aiortc's buffer for video, minus the frame interval it waits (67 ms at 15 pictures a second)."""

    def _remove_frame(self, sequence_number: int) -> JitterFrame | None:
        frame = super()._remove_frame(sequence_number)
        if frame is not None or self._origin is None:
            return frame
        packets: list[Any] = []
        for count in range(self.capacity):
            packet = self._packets[(self._origin + count) % self.capacity]
            if packet is None or (packets and packet.timestamp != packets[0].timestamp):
                return None
            packets.append(packet)
            if packet.marker:
                self.remove(count + 1)
                return JitterFrame(data=b"".join(p._data for p in packets), timestamp=packet.timestamp)
        return None


def deliver_promptly(receiver: RTCRtpReceiver) -> None:
    """Let a video receiver hand on each picture as soon as its last packet is there."""
    buffer = PromptJitterBuffer(capacity=_CAPACITY, is_video=True)
    receiver._RTCRtpReceiver__jitter_buffer = buffer  # type: ignore[attr-defined]
