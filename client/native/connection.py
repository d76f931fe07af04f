"""One peer connection of the lesson, with everything that hangs on it: buffer, clock, beat, watchdog."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Mapping
from typing import Literal

from client.native.arrivals import Arrivals
from client.native.beat import BeatBook, HearingReport, Parts
from client.native.clock_talk import ClockTalk
from client.native.hearing import Hearing
from client.native.lesson_time import Leader
from client.native.outgoing import Outgoing
from client.native.playback import FarEnd
from client.native.sight import Sight
from client.native.status import FarStatus
from client.native.stepping import PathSteps
from client.native.surroundings import Person, Surroundings
from client.native.totals import DelayHistogram
from dsp.jitter_buffer import JitterBuffer
from dsp.ledger import Ledger
from dsp.loss import PathLoss
from dsp.profiles import Profile
from dsp.stats import JitterStats
from rtc.config import IceServerConfig
from rtc.errors import RtcError
from rtc.opus import OpusDecoder, duration_samples
from rtc.peer import Peer
from rtc.video_inlet import VideoFrameInfo
from signaling.messages import (
    Candidate,
    ConnectionOpen,
    ConnectionState,
    Description,
    EndpointKind,
    Media,
    Role,
)

__all__ = ["Connection"]

log = logging.getLogger(__name__)

CONNECT_S = 15.0
"""A connection that has not come up by then is given up and asked for anew."""
RECONNECT_S = 5.0
"""One that replaces a silent one, sooner: while the path is dead, ICE asks less and less often."""
_CARRIES_PACKETS = 20
"""So many packets heard, a new connection takes over from the one it replaces."""


class Connection:
    """Made when the room opens a connection, closed when the room says so.

    Notes
    -----
    One event loop; not thread-safe. The audio thread knows only the `FarEnd` within.
    """

    def __init__(
        self,
        opened: ConnectionOpen,
        person: Person,
        around: Surroundings,
        delays: DelayHistogram,
        *,
        now_s: float,
    ) -> None:
        self.id, self.kind, self.replaces = opened.connection, opened.kind, opened.replaces
        self.person, self._around = person, around
        self.media = Media()
        self.far_end = Leader(person.participant, opened.kind)
        self.clock_talk = ClockTalk(around.time.clock_of(self.far_end))
        self.book = BeatBook(clock=self.clock_talk.clock)
        self.sight = Sight()
        channels = around.engine.device.output_channels
        ledger = Ledger()
        self._models = None if around.models is None else around.models.slot()
        self._buffer = JitterBuffer(
            OpusDecoder(channels=channels),
            channels=channels,
            ledger=ledger,
            duration=duration_samples,
            trainer=self._models,
        )
        self._buffer.set_profile(around.engine.profile)
        self._hearing = Hearing(ledger, delays)
        self._relay_only = opened.relay_only
        self._polite, self._opened_s = opened.polite, now_s
        self._silent = False
        self._arrivals = Arrivals(self._buffer, around.awake)
        self._path_loss: PathLoss | None = None
        self._told: str | None = None
        self._steps = PathSteps(person.name, picture=around.video_out is not None and opened.media.video)
        self._line = ""
        self._signals: asyncio.Queue[Description | Candidate] = asyncio.Queue()
        servers = (IceServerConfig(one.urls, one.username, one.credential) for one in opened.ice_servers)
        self._peer = Peer(
            ice_servers=list(servers),
            offers=not opened.polite,
            relay_only=opened.relay_only,
            loopback=around.loopback,
            on_audio=self._arrivals.take,
            on_beat=self._beat,
            on_clock=self._clock,
            on_keys=self._keys,
            video_out=around.video_out,
            on_video=self._video if around.wants_picture else None,
            more_audio=True,
            received_in_audio_thread=True,
            datagram_filter=around.datagram_filter,
        )
        self.far = FarEnd(self._buffer, channels, receive=self._peer.receive, audible=opened.replaces is None)
        self.outgoing = Outgoing(around.engine, self.far, self._peer.audio, sends=around.sends)
        self.set_media(opened.media)
        if around.keyboard is not None and around.sends:
            around.keyboard.join(self._peer.send_keys)
        self._talking = [asyncio.create_task(self._talk()), asyncio.create_task(self._talk_clock())]

    # -- what the room says --------------------------------------------------------------------------

    def take(self, message: Description | Candidate) -> None:
        """A description or candidate from the far end."""
        self._signals.put_nowait(message)

    def set_media(self, media: Media) -> None:
        """What this connection carries from now on."""
        self.media = media
        self.outgoing.enable(media.audio)

    def set_profile(self, profile: Profile) -> None:
        self._buffer.set_profile(profile)
        self.outgoing.follow_profile()

    async def close(self) -> None:
        """End it; may be called again."""
        self.set_media(Media())
        self._around.stepping.bound(self.id, None)
        if self._around.keyboard is not None:
            self._around.keyboard.leave(self._peer.send_keys)
        for task in self._talking:
            task.cancel()
        await asyncio.gather(*self._talking, return_exceptions=True)
        await self._peer.close()
        if self._around.models is not None:
            self._around.models.give_back(self._models)
            self._models = None

    async def _talk(self) -> None:
        """Offer where it is ours to do so, then take what comes, one after the other."""
        try:
            if not self._polite:
                self._describe("offer", await self._peer.offer())
            while True:
                await self._take(await self._signals.get())
        except RtcError as error:
            log.warning("connection %s: %s", self.id, error)
            self._tell("failed")

    async def _talk_clock(self) -> None:
        """Say what time it is, often at first."""
        while True:
            pause_s = 0.1
            if self._peer.state == "up":
                now_s = time.monotonic()
                self._peer.send_clock(
                    self.clock_talk.compose(now_s=now_s, origin_s=self._around.time.origin_s)
                )
                pause_s = self.clock_talk.pause_s(now_s=now_s)
            await asyncio.sleep(pause_s)

    async def _take(self, message: Description | Candidate) -> None:
        if isinstance(message, Candidate):
            await self._peer.add_candidate(message.candidate, message.mid)
        elif message.kind == "offer":
            self._describe("answer", await self._peer.answer(message.sdp))
        else:
            await self._peer.accept(message.sdp)

    def _describe(self, kind: Literal["offer", "answer"], sdp: str) -> None:
        self._around.say(Description(connection=self.id, kind=kind, sdp=sdp))

    # -- what comes from the network -----------------------------------------------------------------

    def _beat(self, beat: Mapping[str, object], arrival_s: float) -> None:
        if self._around.awake.hears(now_s=arrival_s):
            self.book.receive(beat, arrival_s=arrival_s)

    def _clock(self, message: Mapping[str, object], arrival_s: float) -> None:
        if self._around.awake.hears(now_s=arrival_s):
            self.clock_talk.receive(message, arrival_s=arrival_s)

    def _keys(self, message: Mapping[str, object], arrival_s: float) -> None:
        """An observer's are let be: who only watches does not play here."""
        keyboard, awake = self._around.keyboard, self._around.awake
        if keyboard is not None and self.person.role is not Role.OBSERVER and awake.hears(now_s=arrival_s):
            keyboard.take(self.far_end, message, arrival_s=arrival_s)

    def _video(self, frame: VideoFrameInfo) -> None:
        self.sight.take(frame, self.book)

    # -- four times a second -------------------------------------------------------------------------

    @property
    def carries(self) -> bool:
        """Whether sound (or, where none is due, the beat) has come through."""
        if self.media.audio and self.person.role is not Role.OBSERVER:
            return self._arrivals.packets >= _CARRIES_PACKETS
        return self.book.received > 0

    @property
    def state(self) -> str:
        """``connecting``, ``up``, ``silent``, ``failed`` or ``closed``."""
        if self._silent:
            return "silent"
        return self._peer.state if self._peer.state in ("up", "failed", "closed") else "connecting"

    @property
    def late_s(self) -> float | None:
        """How late we hear them; None while it is not known."""
        latest = self._hearing.latest
        return None if latest is None else latest.mouth_to_ear_ms / 1e3

    def tick(self, *, now_s: float) -> None:
        """Beat, watch for silence, and do the sums."""
        engine, peer = self._around.engine, self._peer
        self._hearing.update(self.book.far_anchor(), output_latency_s=engine.output_latency_s)
        peer.audio.capture_lag_s = engine.capture_lag_s
        if peer.state == "failed":
            self._tell("failed")
        elif peer.state == "up":
            self.outgoing.protect(self.book.report.path_loss, now_s=now_s)
            anchor = self.outgoing.anchor
            self._path_loss = self._arrivals.path_loss(now_s=now_s)
            self._step(now_s)
            peer.send_beat(
                self.book.compose(
                    now_s=now_s, anchor=anchor, report=self._report(), picture=self._steps.picture
                )
            )
            quiet = now_s - peer.last_heard_s > self._around.silence_s
            self._silent = quiet and not self._around.awake.recovering(now_s=now_s)
            if self._silent:
                self._tell("silent")
            elif self.carries:
                self._tell("up")
        elif peer.state != "closed":
            patience_s = CONNECT_S if self.replaces is None else RECONNECT_S
            if now_s - self._opened_s > patience_s:
                self._tell("failed")

    def _step(self, now_s: float) -> None:
        """Send a native far end as much as the path carries; a page keeps account of that itself."""
        if self.kind is not EndpointKind.COMPANION or not self._around.sends or not self.media.audio:
            return
        book = self.book
        step = self._steps.feed(rtt_s=book.clock.rtt_s, concealed_pct=book.report.concealed_pct, now_s=now_s)
        self._peer.limit_picture(step.picture_bps)
        self._around.stepping.bound(self.id, step)
        self._line = self._steps.line(now_s=now_s)

    def abandon(self) -> None:
        """Our address has changed: ask for another connection without waiting for this one's silence."""
        self._tell("silent")

    def _tell(self, state: Literal["up", "silent", "failed"]) -> None:
        """Tell the room, once a change; a connection told to be broken is not told to be up again."""
        if state != self._told and self._told not in ("silent", "failed"):
            self._told = state
            self._around.say(ConnectionState(connection=self.id, state=state))

    def _report(self) -> HearingReport:
        latest, stats, clock = self._hearing.latest, self._buffer.stats(), self.book.clock
        path = self._path_loss
        return HearingReport(
            mouth_to_ear_ms=None if latest is None else latest.mouth_to_ear_ms,
            bound_ms=_finite(clock.bound_s * 1e3),
            playout_ms=_finite(stats.playout_delay_ms),
            loss_pct=stats.loss_pct,
            concealed_pct=stats.concealed_pct,
            picture_delay_ms=self.sight.delay_ms,
            rtt_ms=None if clock.rtt_s is None else clock.rtt_s * 1e3,
            path_loss_pct=None if path is None else path.loss_pct,
            burst_packets=None if path is None else path.burst_packets,
            parts=None
            if latest is None
            else Parts(latest.capture_ms, latest.network_ms, latest.playout_ms, latest.output_ms),
        )

    # -- what it can say about itself ----------------------------------------------------------------

    def heard(self) -> JitterStats:
        """The jitter buffer's counts."""
        return self._buffer.stats()

    def status(self) -> FarStatus:
        stats, report, theirs = self._buffer.stats(), self._report(), self.book.report
        person, both = self.person, None
        if report.mouth_to_ear_ms is not None and theirs.mouth_to_ear_ms is not None:
            both = report.mouth_to_ear_ms + theirs.mouth_to_ear_ms
        return FarStatus(
            connection=self.id,
            participant=person.participant,
            name=person.name,
            role=person.role.value,
            kind=self.kind.value,
            state=self.state,
            audio=self.media.audio and self.far.audible,
            video=self.media.video,
            peak_dbfs=self.far.meter.peak_dbfs,
            rms_dbfs=self.far.meter.rms_dbfs,
            clipped=self.far.meter.clipped,
            mouth_to_ear_ms=report.mouth_to_ear_ms,
            bound_ms=report.bound_ms,
            there_and_back_ms=both,
            parts=report.parts,
            theirs_ms=theirs.mouth_to_ear_ms,
            theirs_bound_ms=theirs.bound_ms,
            theirs_parts=theirs.parts,
            rtt_ms=report.rtt_ms,
            playout_ms=report.playout_ms,
            target_ms=_finite(stats.target_delay_ms),
            jitter_ms=stats.jitter_ms,
            drift_ppm=stats.drift_ppm,
            loss_pct=stats.loss_pct,
            concealed_pct=stats.concealed_pct,
            underruns=stats.underruns,
            picture_frames=self.sight.frames,
            picture_counter=self.sight.counter,
            picture_delay_ms=self.sight.delay_ms,
            relayed=self._peer.relayed,
            relay_only=self._relay_only,
            sends=self.outgoing.codec,
            protected=self._peer.audio.protection.depth,
            recovered=stats.recovered,
            inserted_samples=stats.inserted_samples,
            removed_samples=stats.removed_samples,
            stepped=self._line,
            their_picture=self.book.far_picture,
        )


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
