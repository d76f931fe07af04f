"""Which far end gets which packets: Opus for all, PCM for those that take it while the profile says so."""

from __future__ import annotations

from dataclasses import dataclass

from client.native.capture import Anchor, Capture, Send, make_coder, make_pcm_coder
from client.native.devices.base import AudioBlock
from dsp.meters import Meter
from dsp.profiles import Profile

__all__ = ["Lanes", "Route"]


@dataclass(slots=True, eq=False)
class Route:
    """Ways to one far end.

    Attributes
    ----------
    opus : Send
    pcm : Send or None
        None: it takes no uncompressed sound. Changed by `Lanes.redirect` alone.
    lossy : bool
        Packets are lost on the way. Changed by `Lanes.expect_loss` alone.
    """

    opus: Send
    pcm: Send | None = None
    lossy: bool = False


class Lanes:
    """One or two captures side by side, each with the far ends it sends to.

    A lane that nobody listens to rests, so that PCM alone costs no Opus.

    Notes
    -----
    Realtime-safe: ``feed`` yes; nothing else. Thread-safe: yes; the audio thread reads a tuple that the
    others replace whole.
    """

    def __init__(self, profile: Profile) -> None:
        self._opus = Capture(make_coder(profile))
        self._pcm: Capture | None = None
        self._routes: tuple[Route, ...] = ()
        self._retired_packets = 0
        self._muted = False
        self._lanes: tuple[tuple[Capture, tuple[Send, ...]], ...] = ()
        self.use(profile)

    @property
    def profile(self) -> Profile:
        return self._profile

    def use(self, profile: Profile) -> None:
        """Encode as another profile says from the next packet on."""
        self._profile = profile
        if profile != self._opus.profile:
            self._opus.use(make_coder(profile))
        if self._pcm is not None:
            self._retired_packets += self._pcm.packets
            self._pcm = None
        if profile.codec == "pcm":
            self._pcm = Capture(make_pcm_coder(profile))
            self._pcm.muted = self._muted
        self._share_out()

    def add(self, route: Route) -> None:
        self._routes = (*self._routes, route)
        self._share_out()

    def remove(self, route: Route) -> None:
        self._routes = tuple(one for one in self._routes if one is not route)
        self._share_out()

    def redirect(self, route: Route, pcm: Send | None) -> None:
        """Send this way in PCM, or no longer, from the next packet on."""
        route.pcm = pcm
        self._share_out()

    def expect_loss(self, route: Route, lossy: bool) -> None:
        """Encode so that a lost packet does no harm to those after it, while any way loses some."""
        route.lossy = lossy
        self._share_out()

    @property
    def independent(self) -> bool:
        """Whether Opus packets are made to lean on none before them."""
        return self._opus.independent

    def _share_out(self) -> None:
        self._opus.independent = any(one.lossy for one in self._routes)
        pcm = self._pcm
        if pcm is None:
            self._lanes = ((self._opus, tuple(one.opus for one in self._routes)),)
            return
        plain = tuple(one.opus for one in self._routes if one.pcm is None)
        rich = tuple(one.pcm for one in self._routes if one.pcm is not None)
        lanes = ((pcm, rich),) if rich else ()
        self._lanes = (*lanes, (self._opus, plain)) if plain or not rich else lanes

    def feed(self, block: AudioBlock, sample: int, capture_s: float) -> None:
        """Take one block of the microphone, as `Capture.feed` does."""
        for capture, senders in self._lanes:
            capture.feed(block, sample, capture_s, senders)

    def anchor_of(self, route: Route) -> Anchor | None:
        """What stands at which RTP timestamp in the packets that go this way, as of the last block."""
        return self._lane(route).anchor

    def lookahead_of(self, route: Route) -> float:
        """How much older than its RTP time says is what is decoded of the packets that go this way, s."""
        return self._lane(route).lookahead_s

    def _lane(self, route: Route) -> Capture:
        return self._opus if self._pcm is None or route.pcm is None else self._pcm

    @property
    def anchor(self) -> Anchor | None:
        """Likewise, of the first lane."""
        return self._lanes[0][0].anchor

    @property
    def meter(self) -> Meter:
        return self._lanes[0][0].meter

    @property
    def packets(self) -> int:
        """Packets made so far."""
        running = 0 if self._pcm is None else self._pcm.packets
        return self._opus.packets + running + self._retired_packets

    @property
    def muted(self) -> bool:
        return self._muted

    @muted.setter
    def muted(self, muted: bool) -> None:
        self._muted = muted
        for capture in (self._opus, self._pcm):
            if capture is not None:
                capture.muted = muted
