"""What a jitter buffer can tell about itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Counts:
    """What the audio thread counts as it goes."""

    late: int = 0
    duplicate: int = 0
    recovered: int = 0
    malformed: int = 0
    restarts: int = 0
    pulled_samples: int = 0
    played_samples: int = 0
    concealed_samples: int = 0
    gaps: int = 0
    underruns: int = 0
    removed_samples: int = 0
    inserted_samples: int = 0
    faults: int = 0


@dataclass(frozen=True, slots=True)
class JitterStats:
    """A snapshot; counts since the start.

    Attributes
    ----------
    received, lost, late, duplicate, malformed, overflowed : int
        Packets. ``late`` came wholly after their turn, ``lost`` never came (RFC 3550, 6.4.1),
        ``overflowed`` found the door's queue full.
    recovered : int
        Packets that redundancy brought in time; ``lost`` counts them all the same.
    played_samples, concealed_samples : int
        Per channel, since the first sound; ``played_samples`` includes the concealed ones.
    gaps, underruns : int
        Runs of concealment; those among them that found nothing later waiting either.
    restarts : int
        How often the stream began anew elsewhere.
    removed_samples, inserted_samples : int
        Samples dropped in silence or at a similar place; samples by which gaps were lengthened.
    playout_delay_ms, target_delay_ms : float
        From arrival to play, for a packet that took the path's least time, as it is and as it is wanted.
        Both include what cannot be helped: the device's block and the resampler's 0.33 ms.
    media_delay_ms : float
        From a sample's RTP time to its play, on an arbitrary origin: what the law keeps unchanged.
    jitter_ms : float
        RFC 3550's estimate.
    drift_ppm : float
        How much faster the sender's clock runs than the local sound card.
    ptime_samples : int
        Audio per packet, as it comes now.
    playing : bool
        Whether a stream is being played.
    faults : int
        Errors of ours that a pull covered with silence; anything but 0 is a bug.
    """

    received: int
    lost: int
    late: int
    duplicate: int
    malformed: int
    overflowed: int
    played_samples: int
    concealed_samples: int
    gaps: int
    underruns: int
    restarts: int
    removed_samples: int
    inserted_samples: int
    playout_delay_ms: float
    target_delay_ms: float
    media_delay_ms: float
    jitter_ms: float
    drift_ppm: float
    ptime_samples: int
    playing: bool
    faults: int
    recovered: int = 0

    @property
    def concealed_pct(self) -> float:
        """Share of synthesised samples in percent."""
        return 100.0 * self.concealed_samples / self.played_samples if self.played_samples else 0.0

    @property
    def loss_pct(self) -> float:
        """Share of packets that never came, in percent."""
        expected = self.received + self.lost
        return 100.0 * self.lost / expected if expected else 0.0
