"""One connection to one far end: audio past aiortc, everything else through it."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence

from aiortc import (
    MediaStreamTrack,
    RTCPeerConnection,
    RTCRtpSender,
    RTCRtpTransceiver,
    RTCSessionDescription,
)

from . import aiortc_private as private
from . import sdp
from .audio_formats import AudioFormats, complete, propose
from .audio_inlet import AudioInlet, OnAudio
from .audio_sender import AudioSender
from .candidates import RemoteCandidates
from .channels import DataChannels, OnBeat
from .config import IceServerConfig, configuration, relays_in_order
from .datagrams import DatagramFilter
from .errors import PeerStateError, SdpError
from .reception import Reception
from .stats import PeerStats
from .tracks import SilentTrack
from .video import VideoSource
from .video_inlet import OnVideo, VideoInlet
from .video_outlet import VideoOutlet

OnState = Callable[[str], None]


class Peer:
    """A WebRTC connection between this machine and one other, browser or native.

    Make it on the event loop it shall live on. Either ``offer()`` then ``accept(answer)``, or
    ``answer(offer)``; nothing is ever renegotiated, a broken connection is replaced by a new ``Peer``.
    Always await ``close()``.

    Parameters
    ----------
    ice_servers : sequence of IceServerConfig
        STUN and TURN servers; none are used that are not given.
    offers : bool
        Whether this end makes the offer (the room's impolite side).
    relay_only : bool
        Let no candidate show this machine's address: only a TURN server's are used and told.
    loopback : bool
        Also gather 127.0.0.1. A machine without any other address does so by itself.
    on_audio : callable or None
        ``on_audio(packet, arrival_s)`` in the thread that reads the network, in order of arrival, authentic
        packets only. Keep it to microseconds.
    on_beat : callable or None
        ``on_beat(message, arrival_s)`` with each JSON object of the beat channel.
    on_clock : callable or None
        The same of the clock channel, whose messages have 256 bytes at most.
    on_keys : callable or None
        The same of the keyboards' channel, 2048 bytes at most.
    on_state : callable or None
        ``connecting``, ``up``, then ``failed`` or ``closed``.
    video_out : VideoSource or None
        The picture to send. It may be shared between peers.
    on_video : callable or None
        Gets each decoded picture; without it incoming video is dropped undecoded.
    more_audio : bool
        Also offer and take redundancy (RFC 2198) and uncompressed sound beside Opus.
    received_in_audio_thread : bool
        Whether `receive` will be called from the audio thread.
    datagram_filter : DatagramFilter or None
        Stands in every outgoing datagram's way (see ``rtc.datagrams.DatagramFilter``): benchmarks make
        weather there.

    Raises
    ------
    LibraryMissingError
        aiortc or aioice is of a version whose insides are not known here.
    ValueError
        An ICE server's address is malformed.

    Notes
    -----
    Realtime-safe: ``audio.send`` and ``receive`` yes, nothing else. Thread-safe: these two may be called from
    one thread of yours each, everything else on the event loop.
    Arrival times are ``time.monotonic()`` in seconds.
    """

    def __init__(
        self,
        *,
        ice_servers: Sequence[IceServerConfig] = (),
        offers: bool,
        relay_only: bool = False,
        loopback: bool = False,
        on_audio: OnAudio | None = None,
        on_beat: OnBeat | None = None,
        on_clock: OnBeat | None = None,
        on_keys: OnBeat | None = None,
        on_state: OnState | None = None,
        video_out: VideoSource | None = None,
        on_video: OnVideo | None = None,
        more_audio: bool = False,
        received_in_audio_thread: bool = False,
        datagram_filter: DatagramFilter | None = None,
    ) -> None:
        private.check_versions()
        self._loop = asyncio.get_running_loop()
        self._offers = offers
        self._on_state = on_state
        self._state = "new"
        self._heard_s = time.monotonic()
        self._closing: asyncio.Task[None] | None = None
        self._more_audio = more_audio
        self._proposed: AudioFormats | None = None
        self._far_formats = AudioFormats(0)
        self._inlet = AudioInlet(on_audio)
        self._video_in = VideoInlet(on_video)
        self._video_out = VideoOutlet(video_out)

        self._relay_only = relay_only
        self._pc = RTCPeerConnection(configuration(ice_servers, relay_only=relay_only))
        self._audio_transceiver = self._add_transceiver("audio", "audio/opus")
        self._dtls = self._audio_transceiver.receiver.transport
        self._candidates = RemoteCandidates(self._dtls.transport)
        self.audio = AudioSender(private.sender_ssrc(self._audio_transceiver.sender))
        self._seam = private.Seam(
            take_audio=self._inlet.take,
            on_path=self.audio.route,
            datagram_filter=datagram_filter,
            loopback=loopback,
            lends=received_in_audio_thread,
            relays=relays_in_order(ice_servers),
        )
        self._seam.install(private.ice_connection(self._dtls))
        private.guard_dtls(self._dtls, self._seam, self._heard)
        private.write_sender_reports(self._audio_transceiver.sender, self._audio_figures)
        self._channels = DataChannels(
            self._pc,
            on_beat=on_beat,
            on_clock=on_clock,
            on_keys=on_keys,
            heard=self._heard,
            came_s=lambda: self._seam.came_s,
        )
        private.guard_sctp(self._pc, self._seam)
        self._dtls.on("statechange", self._dtls_changed)
        self._pc.on("connectionstatechange", self._pc_changed)

    # What others ask

    @property
    def state(self) -> str:
        """``new``, ``connecting``, ``up``, ``failed`` or ``closed``."""
        return self._state

    @property
    def last_heard_s(self) -> float:
        """Monotonic time of the last authentic RTP, RTCP or beat; at first, when the connection came up."""
        return max(self._heard_s, self._inlet.last_s)

    @property
    def relayed(self) -> bool:
        """Whether a TURN server stands in between, ours or theirs."""
        return "relay" in self._seam.path

    def stats(self) -> PeerStats:
        """Take a snapshot of the counters."""
        inlet, sent, beats = self._inlet, self.audio, self._channels.beats
        rtt_s = private.sender_round_trip_s(self._audio_transceiver.sender)
        return PeerStats(
            state=self._state,
            path=self._seam.path,
            direct_send=self._seam.direct,
            relayed=self.relayed,
            audio_sent_packets=sent.packets,
            audio_sent_bytes=sent.payload_bytes,
            audio_skipped=sent.skipped,
            audio_failed=sent.failed,
            audio_received_packets=inlet.reception.packets_received,
            audio_lost_packets=inlet.reception.packets_lost,
            audio_jitter_ms=inlet.reception.jitter_ms,
            audio_refused=inlet.refused,
            audio_malformed=inlet.malformed,
            audio_foreign=inlet.foreign,
            rtt_ms=None if rtt_s is None else rtt_s * 1000,
            beats_sent=beats.sent,
            beats_received=beats.received,
            beats_dropped=beats.dropped,
            beats_malformed=beats.malformed,
            video_frames=self._video_in.frames,
            edge=dataclasses.asdict(self._seam.counters),
        )

    # Descriptions and candidates

    async def offer(self) -> str:
        """Gather candidates and describe this end; once, on the side that offers."""
        self._expect("offer", offers=True)
        self._add_video()
        await self._pc.setLocalDescription(await self._pc.createOffer())
        return self._local_sdp()

    async def answer(self, offer_sdp: str) -> str:
        """Take an offer and describe this end.

        Raises
        ------
        SdpError
            The offer is malformed or has other sections than ours; close this peer.
        """
        self._expect("answer", offers=False)
        remote = sdp.read_remote(offer_sdp)
        if remote.has_video:
            self._add_video()
        await self._apply(remote, "offer")
        await self._pc.setLocalDescription(await self._pc.createAnswer())
        text = self._local_sdp(remote)
        self._expect_media(text, remote)
        await self._candidates.described(remote)
        return text if remote.surplus is None else sdp.refuse_surplus(text, remote.surplus)

    async def accept(self, answer_sdp: str) -> None:
        """Take the answer to our offer.

        Raises
        ------
        SdpError
            The answer is malformed or does not fit the offer.
        """
        if self._state != "connecting" or not self._offers or self._pc.signalingState != "have-local-offer":
            raise PeerStateError(f"nothing to accept: this peer is {self._state} and has no open offer")
        remote = sdp.read_remote(answer_sdp)
        if remote.surplus is not None:
            raise SdpError("the answer has a section that was not offered")
        self._expect_media(self._local_sdp(), remote)
        await self._apply(remote, "answer")
        await self._candidates.described(remote)

    async def add_candidate(self, candidate: str | None, mid: str | None = None) -> None:
        """Take a trickled remote candidate; ``None`` or an empty one: no more will come.

        Parameters
        ----------
        candidate : str or None
            As browsers write it.
        mid : str or None
            Which section it came with; all share one transport, so any will do.

        Raises
        ------
        SdpError
            Malformed.
        """
        await self._candidates.trickled(candidate)

    # The audio thread

    def receive(self) -> None:
        """Read what waits in the socket, if the audio thread is to read it; never waits, never raises."""
        selected = self._seam.selected
        if selected is not None:
            selected.receive()

    # The data channels

    def limit_picture(self, most_bps: int) -> None:
        """Send no more picture than that; 0: none, until there is room again."""
        self._video_out.limit(most_bps)

    def send_beat(self, message: Mapping[str, object]) -> None:
        """Send a message unordered and unrepeated; dropped and counted while the channel is closed or full.

        Raises
        ------
        ValueError
            It cannot be said in JSON, or not in 4096 bytes.
        """
        self._channels.beats.send(message)

    def tell_sent(self, tell: Callable[[bytes, float], None]) -> None:
        """Call ``tell(text, at_s)`` with what a data channel said, and when it went to the socket."""
        self._seam.on_data_sent = tell

    def send_clock(self, message: Mapping[str, object]) -> None:
        """Send a message on the clock channel, likewise; ``ValueError`` beyond 256 bytes."""
        self._channels.clocks.send(message)

    def send_keys(self, message: Mapping[str, object]) -> None:
        """Send what a keyboard says, likewise; ``ValueError`` beyond 2048 bytes."""
        self._channels.keys.send(message)

    # The end

    async def close(self) -> None:
        """End the connection and everything it started; may be called again."""
        if self._closing is None:
            self._closing = self._loop.create_task(self._close())
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        self.audio.route(None)
        await self._candidates.close()
        await self._video_in.close()
        await self._video_out.close()
        await self._pc.close()
        self._set_state("closed")
        await asyncio.sleep(0)  # aiortc's cancelled tasks end in the loop's next turn

    # Inside

    def _add_transceiver(self, kind: str, mime: str) -> RTCRtpTransceiver:
        track: MediaStreamTrack = SilentTrack(kind)
        transceiver = self._pc.addTransceiver(track, direction="sendrecv")
        known = RTCRtpSender.getCapabilities(kind).codecs
        wanted = [c for c in known if c.mimeType.lower() in (mime, "video/rtx")]
        transceiver.setCodecPreferences(wanted)
        return transceiver

    def _add_video(self) -> None:
        transceiver = self._add_transceiver("video", "video/vp8")
        self._video_out.attach(transceiver.sender)
        self._video_in.attach(transceiver.receiver)
        self._pc.on("track", self._video_in.track)

    def _expect(self, verb: str, *, offers: bool) -> None:
        if self._offers is not offers or self._state != "new" or self._closing is not None:
            side = "offers" if self._offers else "answers"
            raise PeerStateError(f"cannot {verb}: this peer {side} and is {self._state}")
        self._set_state("connecting")

    def _local_sdp(self, offered: sdp.RemoteDescription | None = None) -> str:
        """Ours as it goes out: an offer has all we know, an answer what was offered of that."""
        text = sdp.shape_local(self._pc.localDescription.sdp, relay_only=self._relay_only)
        opus, *_ = audio = sdp.payload_types(text, "audio")
        if not self._more_audio:
            self._proposed = AudioFormats(opus)
        elif offered is not None:
            self._proposed = dataclasses.replace(offered.audio_formats, opus=opus)
        else:
            self._proposed = propose(opus, {*audio, *sdp.payload_types(text, "video")})
        return complete(text, self._proposed)

    def _expect_media(self, local_sdp: str, remote: sdp.RemoteDescription) -> None:
        """Recognise from now on what the two descriptions agreed on."""
        receiver = self._audio_transceiver.receiver

        def on_stream(ssrc: int, reception: Reception) -> None:
            if not self._loop.is_closed():  # the last packets of a lesson may find it so
                self._loop.call_soon_threadsafe(private.report_reception, receiver, ssrc, reception)

        ours, theirs = self._proposed or AudioFormats(0), remote.audio_formats
        self._inlet.expect(ours.shared(theirs), remote.audio_ssrcs, on_stream)
        if not self._video_in.wanted:
            self._seam.unwanted = frozenset(sdp.payload_types(local_sdp, "video"))
        self._far_formats = theirs.shared(ours)

    async def _apply(self, remote: sdp.RemoteDescription, kind: str) -> None:
        try:
            await self._pc.setRemoteDescription(RTCSessionDescription(sdp=remote.sdp, type=kind))
        except Exception as error:  # ValueError, OperationError, InternalError ...: aiortc has no common root
            raise SdpError(f"the {kind} does not fit: {error}") from error

    def _heard(self) -> None:
        self._heard_s = time.monotonic()

    def _dtls_changed(self) -> None:
        if self._dtls.state == "connected":
            self._heard()
            self._inlet.arm(private.new_receive_session(self._dtls), private.SRTP_REFUSALS)
            self.audio.arm(private.new_send_session(self._dtls), self._far_formats)

    def _pc_changed(self) -> None:
        state = {"connected": "up", "failed": "failed", "closed": "closed"}.get(self._pc.connectionState)
        if state is not None:
            self._set_state(state)

    def _set_state(self, state: str) -> None:
        ended = self._state == "closed" or (self._state == "failed" and state != "closed")
        if ended or state == self._state:
            return
        self._state = state
        if state == "up":
            self._video_out.start(self._loop)
        if self._on_state is not None:
            self._on_state(state)

    def _audio_figures(self, _said: private.SenderFigures) -> private.SenderFigures | None:
        return private.figures_of(self.audio.last, self.audio.capture_lag_s)
