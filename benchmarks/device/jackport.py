"""A JACK graph as `Port`: the card that jackd drives, or a loop of our own ports."""

from __future__ import annotations

import contextlib
import os
import time
from typing import Any

import numpy as np

from benchmarks.device.ports import BLOCKS, Setting, Take, Watch
from benchmarks.device.signals import Audio
from benchmarks.device.tape import Tape
from benchmarks.m2e import NoJackError, import_jack
from client.native.errors import DeviceError

_SETTLES_WITHIN_S = 5.0


class JackPort:
    """A JACK client of two inputs and two outputs.

    Parameters
    ----------
    loop : bool
        Connect our outputs to our own inputs and not to the card: the way back lasts one period then.

    Raises
    ------
    DeviceError
        No libjack or no server.
    """

    kind = "jack"

    def __init__(self, *, loop: bool = False) -> None:
        try:
            self._jack = import_jack()
        except NoJackError as error:
            raise DeviceError(str(error)) from error
        self._jack.set_error_function(lambda _: None)
        self._jack.set_info_function(lambda _: None)
        self._loop = loop
        self.name = "JACK, looped" if loop else "JACK"
        with contextlib.closing(self._open()) as client:
            self._rate_hz, self._was = int(client.samplerate), int(client.blocksize)

    def _open(self) -> Any:
        try:
            return self._jack.Client(
                "klangbro-device", no_start_server=True, servername=os.environ.get("JACK_DEFAULT_SERVER")
            )
        except self._jack.JackOpenError as error:
            raise DeviceError(
                "No JACK server is running. Start one: jackd -R -d alsa -r48000 -p64"
            ) from error

    def settings(self) -> list[Setting]:
        """JACK has one rate; its period can be changed while it runs."""
        return [Setting(self._rate_hz, block) for block in BLOCKS]

    def take(self, setting: Setting, played: Audio, watch: Watch) -> Take:
        with contextlib.closing(self._open()) as client:
            if setting.rate_hz != int(client.samplerate):
                raise DeviceError(f"JACK runs at {client.samplerate} Hz, not {setting.rate_hz}.")
            ins = [client.inports.register(f"input_{number}") for number in (1, 2)]
            outs = [client.outports.register(f"output_{number}") for number in (1, 2)]
            self._set_block(client, setting.block_frames)
            tape = Tape(played, 2, setting.block_frames)
            heard, out = (np.zeros((setting.block_frames, 2), np.float32) for _ in range(2))

            def process(frames: int) -> None:
                if frames != len(out):
                    return
                for channel, port in enumerate(ins):
                    heard[:, channel] = port.get_array()
                tape.turn(heard, out)
                for channel, port in enumerate(outs):
                    port.get_array()[:] = out[:, channel]

            def xrun(_late_us: float) -> None:
                tape.xrun()

            client.set_process_callback(process)
            client.set_xrun_callback(xrun)
            try:
                with client:
                    self._connect(client, ins, outs)
                    tape.wait(setting.rate_hz, watch, "JACK has stopped. Start jackd again.")
            except self._jack.JackError as error:
                raise DeviceError(f"JACK: {error}") from error
            return tape.take(None)  # JACK-Client does not pass on what the driver states

    def _set_block(self, client: Any, block_frames: int) -> None:
        if int(client.blocksize) != block_frames:
            client.blocksize = block_frames
        until_s = time.monotonic() + _SETTLES_WITHIN_S
        while int(client.blocksize) != block_frames:
            if time.monotonic() > until_s:
                raise DeviceError(f"JACK does not take {block_frames} frames.")

    def _connect(self, client: Any, ins: list[Any], outs: list[Any]) -> None:
        if self._loop:
            pairs = list(zip(outs, ins, strict=True))
        else:
            heard = client.get_ports(is_audio=True, is_physical=True, is_output=True)
            played = client.get_ports(is_audio=True, is_physical=True, is_input=True)
            pairs = [*zip(heard, ins, strict=False), *zip(outs, played, strict=False)]
        for one, other in pairs:
            client.connect(one, other)

    def close(self) -> None:
        """Give the graph its period back."""
        with contextlib.suppress(DeviceError), contextlib.closing(self._open()) as client:
            self._set_block(client, self._was)
