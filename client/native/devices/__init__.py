"""Sound devices: real ones through PortAudio or JACK, and virtual ones that need no sound card."""

from client.native.devices.base import (
    SAMPLE_RATE_HZ,
    AudioBlock,
    AudioDevice,
    BlockTimes,
    Callback,
    DeviceStats,
)
from client.native.devices.choose import choose, next_card, open_device
from client.native.devices.enduring import EnduringDevice
from client.native.devices.soundcard import list_cards
from client.native.devices.spec import DeviceKind, DeviceSpec, parse_spec

__all__ = [
    "SAMPLE_RATE_HZ",
    "AudioBlock",
    "AudioDevice",
    "BlockTimes",
    "Callback",
    "DeviceKind",
    "DeviceSpec",
    "DeviceStats",
    "EnduringDevice",
    "choose",
    "list_cards",
    "next_card",
    "open_device",
    "parse_spec",
]
