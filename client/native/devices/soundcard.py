"""A real sound card through PortAudio, duplex, at the shortest latency it offers."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import numpy as np

from client.native.devices.base import SAMPLE_RATE_HZ, AudioBlock, BlockTimes, Callback, DeviceStats
from client.native.devices.channels import ALL, Channels
from client.native.devices.sources import Source
from client.native.devices.spec import DeviceKind, DeviceSpec
from client.native.errors import DeviceError
from client.native.realtime import raise_priority

__all__ = ["BlockClock", "CardInfo", "SoundcardDevice", "list_cards", "portaudio"]

CardInfo = dict[str, Any]
_SMOOTHING = 0.02
"""Weight of one callback in the block clock: wake-up jitter is averaged over some 50 blocks."""
_JUMP_S = 0.02
_INVALID_SAMPLE_RATE = -9997


def portaudio() -> Any:
    """Import sounddevice.

    Raises
    ------
    DeviceError
        PortAudio is not installed.
    """
    try:
        import sounddevice  # noqa: PLC0415 - needs PortAudio at import
    except OSError as error:
        raise DeviceError("No PortAudio here. Install it with: apt install libportaudio2") from error
    return sounddevice


def list_cards() -> list[CardInfo]:
    """Every card PortAudio sees: index, name, host API, channels in and out, default rate."""
    sd = portaudio()
    apis = sd.query_hostapis()
    return [
        {
            "index": int(card["index"]),
            "name": str(card["name"]),
            "api": str(apis[card["hostapi"]]["name"]),
            "inputs": int(card["max_input_channels"]),
            "outputs": int(card["max_output_channels"]),
            "rate_hz": int(card["default_samplerate"]),
        }
        for card in sd.query_devices()
    ]


def find_card(spec: DeviceSpec, *, output: bool) -> int:
    """PortAudio's index of the card a spec means.

    Raises
    ------
    DeviceError
        There is none, or several; the message names those there are.
    """
    cards = [card for card in list_cards() if card["outputs" if output else "inputs"] > 0]
    what = "sound output" if output else "microphone"
    there = ", ".join(f"{card['index']} {card['name']}" for card in cards) or "none at all"
    if spec.kind is DeviceKind.DEFAULT:
        index = portaudio().default.device[1 if output else 0]
        if index < 0 or not cards:
            raise DeviceError(
                f"No {what} on this machine. Plug one in, or try without: --device tone:440 --output null."
            )
        return int(index)
    if spec.index is not None:
        found = [card for card in cards if card["index"] == spec.index]
    else:
        wanted = spec.name.casefold()
        found = [card for card in cards if card["name"].casefold() == wanted] or [
            card for card in cards if wanted in card["name"].casefold()
        ]
    if not found:
        raise DeviceError(f"No {what} {str(spec)!r}. There is: {there}. Plug it in or choose with --device.")
    apis = {card["api"] for card in found}
    if len(found) > len(apis):
        raise DeviceError(f"{str(spec)!r} fits several. Choose by number: {there}.")
    return int(found[0]["index"])


class SoundcardDevice:
    """Duplex stream on one or two cards; input may come from a source instead, output may be absent.

    Parameters
    ----------
    input_spec, output_spec : DeviceSpec or None
        None: that side is not opened.
    source : Source or None
        Takes the place of the microphone.
    block_frames : int
        Frames a callback.
    rate_hz : int or None
        The card's rate; None: 48 kHz where the card takes that, else its own.
    channels : Channels
        Which of the card's channels to use.

    Raises
    ------
    DeviceError
        No PortAudio, no such card, no such channel, or the card refuses the rate or is in use.
    """

    def __init__(
        self,
        input_spec: DeviceSpec | None,
        output_spec: DeviceSpec | None,
        *,
        source: Source | None = None,
        block_frames: int = 64,
        rate_hz: int | None = None,
        channels: Channels = ALL,
    ) -> None:
        self._sd = portaudio()
        self.source = source
        self._in = None if input_spec is None else find_card(input_spec, output=False)
        self._out = None if output_spec is None else find_card(output_spec, output=True)
        if self._in is None and self._out is None:
            raise ValueError("neither an input nor an output card")
        self.channels, self.block_frames = channels, block_frames
        self._heard = self._columns(self._in, "input", channels.inputs)
        self._played = self._columns(self._out, "output", channels.outputs)
        self._card_inputs, self._card_outputs = max(self._heard) + 1, max(self._played) + 1
        self.input_channels = source.channels if source else len(self._heard)
        self.output_channels = len(self._played)
        self.samplerate = self._rate() if rate_hz is None else rate_hz
        index = self._in if self._out is None else self._out
        self.name = str(self._sd.query_devices(index)["name"])
        self.card_names = (self._name(self._in), self._name(self._out))
        self.input_latency_s = self.output_latency_s = block_frames / self.samplerate
        self._stream: Any = None
        self._xruns = self._skipped = 0
        self._realtime = False
        self._failure: str | None = None

    def _name(self, index: int | None) -> str | None:
        return None if index is None else str(self._sd.query_devices(index)["name"])

    def _columns(self, index: int | None, side: str, chosen: tuple[int, ...]) -> tuple[int, ...]:
        """The columns of a stream's blocks that are used, counted from 0."""
        if index is None:
            return (0,)
        card = self._sd.query_devices(index)
        most = int(card[f"max_{side}_channels"])
        if chosen and max(chosen) > most:
            raise DeviceError(
                f"{card['name']} has no {side} {max(chosen)}: they go from 1 to {most}. "
                f"Choose with --{side}-channels."
            )
        return tuple(number - 1 for number in chosen) or tuple(range(max(1, min(2, most))))

    def _rate(self) -> int:
        """48 kHz where the cards take it, else what the card runs at by itself."""
        checks = (
            (self._in, self._sd.check_input_settings, self._card_inputs),
            (self._out, self._sd.check_output_settings, self._card_outputs),
        )
        for index, check, channels in checks:
            if index is None:
                continue
            try:
                check(device=index, channels=channels, dtype="float32", samplerate=SAMPLE_RATE_HZ)
            except self._sd.PortAudioError as error:
                if _INVALID_SAMPLE_RATE in error.args:
                    return int(self._sd.query_devices(index)["default_samplerate"])
        return SAMPLE_RATE_HZ

    def start(self, callback: Callback) -> None:
        sd = self._sd
        options: dict[str, Any] = {
            "samplerate": self.samplerate,
            "blocksize": self.block_frames,
            "dtype": "float32",
            "latency": "low",
            "finished_callback": self._finished,
        }
        try:
            if self._in is not None and self._out is not None:
                channels = (self._card_inputs, self._card_outputs)
                self._stream = sd.RawStream(
                    device=(self._in, self._out),
                    channels=channels,
                    callback=self._duplex(callback),
                    **options,
                )
                self.input_latency_s, self.output_latency_s = self._stream.latency
            elif self._out is not None:
                duplex = self._duplex(callback)
                self._stream = sd.RawOutputStream(
                    device=self._out,
                    channels=self._card_outputs,
                    callback=lambda out, frames, when, status: duplex(None, out, frames, when, status),
                    **options,
                )
                self.output_latency_s = self._stream.latency
            else:
                duplex = self._duplex(callback)
                self._stream = sd.RawInputStream(
                    device=self._in,
                    channels=self._card_inputs,
                    callback=lambda inp, frames, when, status: duplex(inp, None, frames, when, status),
                    **options,
                )
                self.input_latency_s = self._stream.latency
            self._stream.start()
        except sd.PortAudioError as error:
            raise DeviceError(_why(self.name, str(error), self.samplerate)) from error

    def stop(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            with contextlib.suppress(self._sd.PortAudioError):  # the card may have been pulled out
                stream.abort()
            with contextlib.suppress(self._sd.PortAudioError):
                stream.close()

    def stats(self) -> DeviceStats:
        return DeviceStats(self._xruns, self._skipped, self._realtime)

    def failure(self) -> str | None:
        return self._failure

    def _finished(self) -> None:
        if self._stream is not None:
            self._failure = f"{self.name} has stopped. Plug it in again."

    def _duplex(self, callback: Callback) -> Any:
        frames = self.block_frames
        heard = np.zeros((frames, self.input_channels), np.float32)
        ours = np.zeros((frames, self.output_channels), np.float32)
        times = BlockTimes()
        clock = BlockClock(frames, self.samplerate)
        source, first = self.source, True
        inputs = None if self._heard == tuple(range(self._card_inputs)) else self._heard
        outputs = None if self._played == tuple(range(self._card_outputs)) else self._played

        def process(inp: Any, out: Any, count: int, when: Any, status: Any) -> None:
            nonlocal first
            now_s = time.monotonic()
            if first:
                first, self._realtime = False, raise_priority()
            if status:
                self._xruns += 1
            block_s, skipped = clock.advance(now_s)
            if skipped:
                self._skipped += skipped
                if source is not None:
                    source.skip(skipped)
            times.sample = clock.sample
            times.now_s = block_s
            times.capture_s = block_s - _age(when.currentTime - when.inputBufferAdcTime, self.input_latency_s)
            times.play_s = block_s + _age(when.outputBufferDacTime - when.currentTime, self.output_latency_s)
            if source is not None:
                source.read_into(heard)
            elif inp is not None:
                _take(np.frombuffer(inp, np.float32).reshape(frames, -1), inputs, heard)
            if out is not None and outputs is None:
                callback(heard, np.frombuffer(out, np.float32).reshape(ours.shape), times)
                return
            callback(heard, ours, times)
            if out is not None and outputs is not None:
                _give(ours, outputs, np.frombuffer(out, np.float32).reshape(frames, -1))

        return process


def _take(card: AudioBlock, columns: tuple[int, ...] | None, heard: AudioBlock) -> None:
    """The chosen columns of what the card hears; None: all of them."""
    if columns is None:
        heard[:] = card
        return
    for to, column in enumerate(columns):
        heard[:, to] = card[:, column]


def _give(ours: AudioBlock, columns: tuple[int, ...], card: AudioBlock) -> None:
    """Play on the chosen columns; silence on the others."""
    card.fill(0.0)
    for at, column in enumerate(columns):
        card[:, column] = ours[:, at]


def _age(stated_s: float, typical_s: float) -> float:
    """A host API that knows no times gives 0, or nonsense: then what the stream said at its opening."""
    return stated_s if 0 < stated_s < 1.0 else typical_s


class BlockClock:
    """Smooths callback times: wake-ups jitter, the card does not.

    A step of more than ``_JUMP_S`` is not jitter but missed cycles: they are counted as skipped, and
    the clock starts anew from there.
    """

    def __init__(self, frames: int, rate_hz: int = SAMPLE_RATE_HZ) -> None:
        self._frames, self._period_s = frames, frames / rate_hz
        self._expected_s: float | None = None
        self.sample = -frames

    def advance(self, now_s: float) -> tuple[float, int]:
        """Time of this block, and the frames skipped before it."""
        self.sample += self._frames
        if self._expected_s is None:
            self._expected_s = now_s
        error_s, skipped = now_s - self._expected_s, 0
        if abs(error_s) > _JUMP_S:
            skipped = max(0, int(error_s / self._period_s)) * self._frames
            self.sample += skipped
            block_s = now_s
        else:
            # Early is nearer the truth than late: a callback cannot come before its block.
            block_s = self._expected_s + error_s * (_SMOOTHING if error_s > 0 else 10 * _SMOOTHING)
        self._expected_s = block_s + self._period_s
        return block_s, skipped


def _why(name: str, text: str, rate_hz: int) -> str:
    if "sample rate" in text.lower():
        return f"{name} does not run at {rate_hz} Hz. Try --rate 48000 or 44100, or another --device."
    if "channels" in text.lower():
        return f"{name} does not have the channels asked for. Choose another with --device."
    if "denied" in text.lower() or "permission" in text.lower():
        return f"{name} refuses: this user may not use it. Add yourself to the audio group and log in again."
    return (
        f"{name} cannot be opened ({text.splitlines()[0]}). "
        "Another program may hold it: close that, or choose another with --device."
    )
