"""A JACK client of our own: one process cycle in, one out, nothing buffered between.

PortAudio's JACK host API cannot leave ports unconnected, knows no exact times and follows only the
server it was started with, so this goes to libjack itself through JACK-Client. Its ports are
``NAME:input_1 NAME:input_2 NAME:output_1 NAME:output_2``.

Calls made every cycle go through ``ctypes.PyDLL``: they take a microsecond, and giving up the
interpreter's lock for them, as cffi does, costs more in getting it back than the call itself.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from client.native.devices.base import AudioBlock, BlockTimes, Callback, DeviceStats
from client.native.devices.channels import ALL, Channels
from client.native.devices.jackcycle import CycleLoop, Haste
from client.native.devices.sources import Source
from client.native.errors import DeviceError

__all__ = ["JackDevice"]

_REMEDY_LIBRARY = "No JACK here. Install it with: apt install jackd2"
_REMEDY_SERVER = (
    "No JACK server is running. Start one, for example: jackd -R -P70 -d alsa -r48000 -p64 "
    "(-d dummy without a sound card)."
)
_CAPTURE, _PLAYBACK = 0, 1
_STALL_FRAMES = 480
"""JACK counts on while a late cycle stops the whole graph. What was heard before and after so short a stop
follows without a gap, so it is counted as if no time had passed; a hole in the timestamps would have the far
end make up sound that nobody missed."""


class _Range(ctypes.Structure):
    _fields_ = (("min", ctypes.c_uint32), ("max", ctypes.c_uint32))


class JackDevice:
    """Duplex JACK client.

    Parameters
    ----------
    client_name : str
        As seen by other JACK programs; JACK adds ``-01`` where it is taken.
    connect : bool
        Connect to the physical ports, in order.
    source : Source or None
        Takes the place of the microphone; it is read at the server's rate.
    channels : Channels
        Which of the card's ports to connect to, counted from 1.

    Raises
    ------
    DeviceError
        No libjack or no server.
    """

    def __init__(
        self,
        client_name: str = "klangbro",
        *,
        connect: bool = True,
        source: Source | None = None,
        channels: Channels = ALL,
    ) -> None:
        try:
            import jack  # noqa: PLC0415 - needs libjack at import
        except (OSError, ImportError) as error:
            raise DeviceError(_REMEDY_LIBRARY) from error
        jack.set_error_function(lambda _: None)
        jack.set_info_function(lambda _: None)
        try:
            self._client: Any = jack.Client(
                client_name, no_start_server=True, servername=os.environ.get("JACK_DEFAULT_SERVER")
            )
        except jack.JackOpenError as error:
            raise DeviceError(_REMEDY_SERVER) from error
        self.samplerate = int(self._client.samplerate)
        self.name = str(self._client.name)
        self.block_frames = int(self._client.blocksize)
        self._connect, self._source, self._channels = connect, source, channels
        self.output_channels = len(channels.outputs) or 2
        self.input_channels = 2 if source is None else source.channels
        self._inputs = [self._client.inports.register(f"input_{n}") for n in (1, 2)]
        outputs = range(1, self.output_channels + 1)
        self._outputs = [self._client.outports.register(f"output_{n}") for n in outputs]
        self._ports = _Ports(jack, self._client, self._inputs, self._outputs)
        self._realtime = bool(self._client.realtime)
        self._xruns = self._skipped = 0
        self._failure: str | None = None
        self._loop: CycleLoop | None = None
        self._haste = Haste(self.block_frames / self.samplerate)

    @property
    def input_latency_s(self) -> float:
        return self._ports.capture_s

    @property
    def output_latency_s(self) -> float:
        later_s = self.block_frames / self.samplerate if self._haste.after else 0.0
        return self._ports.playback_s + later_s

    def start(self, callback: Callback) -> None:
        self._loop = CycleLoop(*self._ports.library, self._process(callback))
        self._client.set_xrun_callback(self._xrun)
        self._client.set_shutdown_callback(self._shutdown)
        self._client.set_graph_order_callback(self._ports.forget)
        self._client.activate()
        if self._connect:
            try:
                self._connect_physical()
            except DeviceError:
                self.stop()
                raise

    def stop(self) -> None:
        if self._loop is not None and self._failure is None:
            self._loop.end()
        with contextlib.suppress(Exception):  # the server may be gone, and JACK-Client says so variously
            self._client.deactivate()
        with contextlib.suppress(Exception):
            self._client.close()

    def stats(self) -> DeviceStats:
        return DeviceStats(self._xruns, self._skipped, self._realtime)

    def failure(self) -> str | None:
        return self._failure

    def _xrun(self, _delay_us: float) -> None:
        self._xruns += 1

    def _shutdown(self, _status: object, _reason: str) -> None:
        self._failure = "JACK has stopped. Start jackd again."

    def _connect_physical(self) -> None:
        microphones = self._client.get_ports(is_audio=True, is_physical=True, is_output=True)
        headphones = self._client.get_ports(is_audio=True, is_physical=True, is_input=True)
        microphones = _chosen(microphones, self._channels.inputs, "input")
        headphones = _chosen(headphones, self._channels.outputs, "output")
        for out, into in [
            *zip(microphones, self._inputs, strict=False),  # a card may have more, or fewer
            *zip(self._outputs, headphones, strict=False),
        ]:
            self._client.connect(out, into)

    def _process(self, callback: Callback) -> Any:
        ports, source = self._ports, self._source
        shape = (self.block_frames, self.input_channels)
        heard, outputs = np.zeros(shape, np.float32), self.output_channels
        played = np.zeros((self.block_frames, outputs), np.float32)
        times = BlockTimes()
        first: int | None = None
        expected, rate_hz = 0, self.samplerate
        haste, after = self._haste, False

        def process(frames: int, done: Callable[[], None]) -> None:
            nonlocal first, expected, heard, played, haste, after
            if frames != len(heard):  # somebody changed JACK's block size; allocates, once
                heard = np.zeros((frames, heard.shape[1]), np.float32)
                played = np.zeros((frames, outputs), np.float32)
                self.block_frames = frames
                haste = self._haste = Haste(frames / rate_hz)
            frame, cycle_s = ports.cycle()
            if first is None:
                first = expected = frame
            skipped = (frame - expected) & 0xFFFFFFFF
            if 0 < skipped < 1 << 31:
                self._skipped += skipped
                if skipped <= _STALL_FRAMES:
                    first += skipped
                elif source is not None:
                    source.skip(skipped)
            expected = (frame + frames) & 0xFFFFFFFF
            times.sample = (frame - first) & 0xFFFFFFFF
            times.capture_s = cycle_s - ports.capture_s
            times.play_s = cycle_s + ports.playback_s
            times.now_s = cycle_s
            if source is None:
                ports.read(heard)
            if haste.after != after:
                after = haste.after
                played.fill(0.0)  # a block too many or too few: nothing is played twice
            if after:
                times.play_s += frames / rate_hz
                ports.write(played)
                done()
            if source is not None:
                source.read_into(heard)
            callback(heard, played, times)
            if not after:
                ports.write(played)
            haste.take(ports.now_s() - cycle_s, played)
            if not after:
                done()

        return process


def _chosen(ports: list[Any], numbers: tuple[int, ...], side: str) -> list[Any]:
    """The ports of those numbers; all where none are said."""
    if numbers and max(numbers) > len(ports):
        raise DeviceError(
            f"JACK has no {side} {max(numbers)}: they go from 1 to {len(ports)}. "
            f"Choose with --{side}-channels."
        )
    return [ports[number - 1] for number in numbers] or ports


class _Ports:
    """The calls of every cycle, straight to libjack."""

    def __init__(self, jack: Any, client: Any, inputs: list[Any], outputs: list[Any]) -> None:
        address = jack._ffi.cast
        lib = ctypes.PyDLL(jack._libname)
        self._buffer = lib.jack_port_get_buffer
        self._buffer.restype, self._buffer.argtypes = ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_uint32)
        self._times = lib.jack_get_cycle_times
        self._times.argtypes = (ctypes.c_void_p,) * 5
        self._latency = lib.jack_port_get_latency_range
        self._latency.restype, self._latency.argtypes = None, (ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
        self._connected = lib.jack_port_connected
        self._connected.restype, self._connected.argtypes = ctypes.c_int, (ctypes.c_void_p,)
        self._time = lib.jack_get_time
        self._time.restype = ctypes.c_uint64
        self._client = int(address("uintptr_t", client._ptr))
        self.library = (str(jack._libname), self._client)
        self._in = [int(address("uintptr_t", port._ptr)) for port in inputs]
        self._out = [int(address("uintptr_t", port._ptr)) for port in outputs]
        self._frame, self._now = ctypes.c_uint32(), ctypes.c_uint64()
        self._next, self._period = ctypes.c_uint64(), ctypes.c_float()
        self._time_args = (
            self._client,
            *(ctypes.addressof(slot) for slot in (self._frame, self._now, self._next, self._period)),
        )
        self._range = _Range()
        self._arrays: dict[tuple[int, int], AudioBlock] = {}
        # JACK's clock is CLOCK_MONOTONIC on Linux, something else elsewhere: measured, not assumed.
        self._epoch_s = time.monotonic() - int(self._time()) * 1e-6
        self._known = False
        self._wired: list[int] = []
        self._rate_hz = int(client.samplerate)
        self.capture_s = self.playback_s = 0.0

    def forget(self) -> None:
        """The graph has changed: ask for latencies and connections again in the next cycle."""
        self._known = False

    def cycle(self) -> tuple[int, float]:
        """Frame count and monotonic time of this cycle's start (smoothed by JACK's own loop)."""
        self._times(*self._time_args)
        if not self._known:
            self._known = True
            self.capture_s = self._longest(self._in, _CAPTURE)
            self.playback_s = self._longest(self._out, _PLAYBACK)
            self._wired = [port for port in self._in if self._connected(port)]
        return self._frame.value, self._now.value * 1e-6 + self._epoch_s

    def now_s(self) -> float:
        """Monotonic time."""
        return float(self._time()) * 1e-6 + self._epoch_s

    def _longest(self, ports: list[int], mode: int) -> float:
        longest = 0
        for port in ports:
            self._latency(port, mode, ctypes.addressof(self._range))
            longest = max(longest, self._range.max)
        return longest / self._rate_hz

    def read(self, block: AudioBlock) -> None:
        """Fill ``(frames, 1 or 2)``; one microphone alone is heard in the middle, and at its full level."""
        if len(self._wired) == 1:
            block[:] = self._array(self._wired[0], len(block))[:, None]
            return
        for channel, port in enumerate(self._in[: block.shape[1]]):
            block[:, channel] = self._array(port, len(block))

    def write(self, block: AudioBlock) -> None:
        for channel, port in enumerate(self._out):
            self._array(port, len(block))[:] = block[:, channel]

    def _array(self, port: int, frames: int) -> AudioBlock:
        key = (self._buffer(port, frames), frames)
        array = self._arrays.get(key)
        if array is None:  # a handful of shared buffers, each seen once
            array = np.ctypeslib.as_array((ctypes.c_float * frames).from_address(key[0]))
            self._arrays[key] = array
        return array
