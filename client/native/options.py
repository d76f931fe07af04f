"""What a session can be told before it starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from client.native.devices import choose
from client.native.devices.channels import ALL, Channels
from client.native.devices.enduring import Choice
from client.native.wav import SampleFormat
from signaling.messages import EndpointKind

__all__ = ["SessionOptions"]


@dataclass(frozen=True)
class SessionOptions:
    """What ``klangbro join`` can be told.

    Attributes
    ----------
    invite : str
        The invite's address.
    device, output : str
        Device specs, see `client.native.devices.spec`.
    block_frames : int or None
        Frames a callback, 16 to 4096; None: what was found for the device, else 64.
    rate_hz : int or None
        The card's rate; None: 48 kHz where it takes that, else its own.
    channels : Channels
        Which of the card's channels; none: those remembered, else the first two.
    profile : str or None
        What a teacher sets for both ends.
    record : Path or None
        WAV file of everything heard; its sample n is the output device's sample n.
    video : str or None
        ``test``, ``camera[:N]`` or ``file:PATH``.
    midi_in, midi_out : str or None
        A keyboard whose keys go over, and the port that the other's are played to; number or part of a name.
    picture : bool
        Receive and keep the far picture (`Session.rgb`).
    save_picture : Path or None
        PNG file of the newest far picture.
    seconds : float or None
        Leave by itself after so long.
    admit : bool
        A teacher lets in everyone who knocks.
    name : str
        Name of the JACK client.
    kind : EndpointKind
        What this endpoint is to the room.
    loopback : bool
        Use 127.0.0.1 as well (two ends on one machine).
    """

    invite: str
    device: str = "default"
    output: str | None = None
    block_frames: int | None = 64
    rate_hz: int | None = None
    channels: Channels = ALL
    profile: str | None = None
    record: Path | None = None
    record_format: SampleFormat = "float32"
    video: str | None = None
    midi_in: str | None = None
    midi_out: str | None = None
    picture: bool = False
    save_picture: Path | None = None
    seconds: float | None = None
    admit: bool = False
    name: str = "klangbro"
    kind: EndpointKind = EndpointKind.COMPANION
    loopback: bool = False

    def open(self) -> Choice:
        """Open the sound device that is meant; nothing sounds yet. Raises `DeviceError`, `ValueError`."""
        return choose(
            self.device,
            self.output,
            block_frames=self.block_frames,
            rate_hz=self.rate_hz,
            channels=self.channels,
            client_name=self.name,
        )
