"""A sound card through PortAudio, as `Port`."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np

from benchmarks.device.ports import BLOCKS, RATES_HZ, Setting, Take, Watch
from benchmarks.device.signals import Audio
from benchmarks.device.tape import Tape
from client.native.devices.soundcard import find_card, portaudio
from client.native.devices.spec import DeviceSpec
from client.native.errors import DeviceError


class CardPort:
    """One or two cards in a duplex stream.

    Parameters
    ----------
    spec : DeviceSpec
        Of the input, and of the output where ``output`` is None.
    output : DeviceSpec or None

    Raises
    ------
    DeviceError
        No PortAudio, no such card.
    """

    kind = "card"

    def __init__(self, spec: DeviceSpec, output: DeviceSpec | None = None) -> None:
        self._sd = portaudio()
        self._in, self._out = find_card(spec, output=False), find_card(output or spec, output=True)
        heard, played = (self._sd.query_devices(index) for index in (self._in, self._out))
        self._channels = (
            min(2, int(heard["max_input_channels"])),
            min(2, int(played["max_output_channels"])),
        )
        self.name = str(heard["name"]) if self._in == self._out else f"{heard['name']} and {played['name']}"

    def settings(self) -> list[Setting]:
        return [Setting(rate, block) for rate in RATES_HZ if self._takes(rate) for block in BLOCKS]

    def _takes(self, rate_hz: int) -> bool:
        with contextlib.suppress(self._sd.PortAudioError):
            self._sd.check_input_settings(self._in, self._channels[0], "float32", samplerate=rate_hz)
            self._sd.check_output_settings(self._out, self._channels[1], "float32", samplerate=rate_hz)
            return True
        return False

    def take(self, setting: Setting, played: Audio, watch: Watch) -> Take:
        inputs, outputs = self._channels
        tape = Tape(played, inputs, setting.block_frames)

        def process(inp: Any, out: Any, _frames: int, _when: Any, status: Any) -> None:
            if status:
                tape.xrun()
            tape.turn(
                np.frombuffer(inp, np.float32).reshape(-1, inputs),
                np.frombuffer(out, np.float32).reshape(-1, outputs),
            )

        stream = None
        try:
            stream = self._sd.RawStream(
                samplerate=setting.rate_hz,
                blocksize=setting.block_frames,
                device=(self._in, self._out),
                channels=(inputs, outputs),
                dtype="float32",
                latency="low",
                callback=process,
            )
            stream.start()
            tape.wait(setting.rate_hz, watch, f"{self.name} has stopped. Plug it in again.")
            return tape.take(float(sum(stream.latency)) * 1000)
        except self._sd.PortAudioError as error:
            raise DeviceError(f"{self.name} refuses {setting} ({str(error).splitlines()[0]}).") from error
        finally:
            if stream is not None:
                with contextlib.suppress(self._sd.PortAudioError):
                    stream.abort()
                with contextlib.suppress(self._sd.PortAudioError):
                    stream.close()
