/**
 * One peer connection: audio, video, between pages a second video, beat, clock and keys channels; set up once and
 * never renegotiated.
 */
import type { IceServer } from "../protocol";
import { type PictureOrder, STEPS } from "./picture-steps";
import { PAGE_OPUS, tuneOpus } from "./sdp";

export interface LocalTracks {
  audio: MediaStreamTrack | null;
  video: MediaStreamTrack | null;
  /** A second camera, of the hands, say. Only another page has a place for it. */
  second: MediaStreamTrack | null;
}

const FULL = STEPS[0] as (typeof STEPS)[number];
const KINDS = ["audio", "video", "second"] as const;
/** How two pictures share what there is. */
const SHARES = { video: 0.6, second: 0.4 };

export type Kind = keyof LocalTracks;

export interface PeerOptions {
  polite: boolean;
  iceServers: readonly IceServer[];
  /** Nobody may learn this page's address: only a relay's candidates are gathered, told and used. */
  relayOnly: boolean;
  /** The far end is a page: it takes a second picture. Who answers goes by what is offered. */
  second: boolean;
  tracks: LocalTracks;
  createConnection: (configuration: RTCConfiguration) => RTCPeerConnection;
  onDescription: (kind: "offer" | "answer", sdp: string) => void;
  onCandidate: (candidate: string | null, mid: string | null) => void;
  onTrack: (track: MediaStreamTrack, kind: Kind) => void;
  onBeat: (text: string) => void;
  /** Takes the beats' channel over as it is made, to another thread perhaps; nothing is beaten here then. */
  takeBeats?: (channel: RTCDataChannel) => void;
  onClock?: (text: string) => void;
  onKeys?: (text: string) => void;
  onFailed: () => void;
}

export class Peer {
  readonly connection: RTCPeerConnection;
  readonly #options: PeerOptions;
  readonly #beats: RTCDataChannel;
  readonly #clocks: RTCDataChannel;
  readonly #keys: RTCDataChannel;
  #tracks: LocalTracks;
  #audioBps = PAGE_OPUS.bitrateBps;
  #picture: PictureOrder = { step: FULL, active: true };
  #targetMs = 0;
  #early: RTCIceCandidateInit[] = [];
  #work: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: PeerOptions) {
    this.#options = options;
    this.#tracks = options.tracks;
    this.connection = options.createConnection({
      iceServers: options.iceServers.map(({ urls, username, credential }) => ({
        urls: [...urls],
        ...(username ? { username } : {}),
        ...(credential ? { credential } : {}),
      })),
      iceTransportPolicy: options.relayOnly ? "relay" : "all",
      bundlePolicy: "max-bundle",
      rtcpMuxPolicy: "require",
    });
    this.#listen();
    if (!options.polite)
      for (const kind of KINDS) if (kind !== "second" || options.second) this.#addTransceiver(kind);
    this.#beats = this.#openChannel("beat", 0, options.onBeat);
    options.takeBeats?.(this.#beats);
    this.#clocks = this.#openChannel("clock", 1, options.onClock);
    this.#keys = this.#openChannel("midi", 2, options.onKeys);
    if (!options.polite) this.#do(() => this.#offer());
  }

  /** A description from the other side; steps run one after the other, whatever order they are asked in. */
  describe(kind: "offer" | "answer", sdp: string): void {
    this.#do(async () => {
      await this.connection.setRemoteDescription({ type: kind, sdp: tuneOpus(sdp) });
      for (const candidate of this.#early.splice(0)) await this.#add(candidate);
      if (kind === "offer") await this.#answer();
      this.#settle();
    });
  }

  addCandidate(candidate: string | null, mid: string | null): void {
    if (candidate === null) return;
    const init = { candidate, sdpMid: mid ?? "0" };
    this.#do(async () => {
      if (this.connection.remoteDescription) await this.#add(init);
      else this.#early.push(init);
    });
  }

  sendBeat(text: string): void {
    // Bounded: a beat that cannot go now is worth nothing later.
    if (this.#beats.readyState === "open" && this.#beats.bufferedAmount < 4096) this.#beats.send(text);
  }

  /** Whether it went out; what time it is cannot wait. */
  sendClock(write: () => string): boolean {
    if (this.#clocks.readyState !== "open" || this.#clocks.bufferedAmount > 0) return false;
    this.#clocks.send(write());
    return true;
  }

  /** What a keyboard says; what cannot go now is said again (ADR 21). */
  sendKeys(text: string): void {
    if (this.#keys.readyState === "open" && this.#keys.bufferedAmount < 8192) this.#keys.send(text);
  }

  setTracks(tracks: LocalTracks): void {
    this.#tracks = tracks;
    this.#do(async () => {
      for (const kind of KINDS) {
        const sender = this.#transceiver(kind)?.sender;
        if (sender && sender.track !== tracks[kind]) await sender.replaceTrack(tracks[kind]);
      }
      await this.#applyBounds();
    });
  }

  setProfile(bitrateBps: number, targetMs: number): void {
    this.#audioBps = bitrateBps;
    this.#targetMs = targetMs;
    this.#settle();
  }

  /** How much picture to send from now on, and how much sound at most. */
  setPicture(order: PictureOrder): void {
    if (order.step === this.#picture.step && order.active === this.#picture.active) return;
    this.#picture = order;
    this.#do(() => this.#applyBounds());
  }

  receiver(kind: Kind): RTCRtpReceiver | null {
    return this.#transceiver(kind)?.receiver ?? null;
  }

  close(): void {
    this.#closed = true;
    this.connection.onconnectionstatechange = null;
    this.connection.onicecandidate = null;
    this.connection.ontrack = null;
    this.#beats.onmessage = null;
    this.#clocks.onmessage = null;
    this.#keys.onmessage = null;
    this.connection.close();
  }

  #openChannel(label: string, id: number, take?: (text: string) => void): RTCDataChannel {
    const negotiated = { negotiated: true, id, ordered: false, maxRetransmits: 0 };
    const channel = this.connection.createDataChannel(label, negotiated);
    channel.onmessage = ({ data }) => {
      if (typeof data === "string") take?.(data);
    };
    return channel;
  }

  #listen(): void {
    this.connection.onicecandidate = ({ candidate }) =>
      this.#options.onCandidate(candidate?.candidate || null, candidate?.sdpMid ?? null);
    this.connection.ontrack = ({ track, transceiver }) =>
      this.#options.onTrack(track, KINDS.find((kind) => this.#transceiver(kind) === transceiver) ?? "second");
    this.connection.onconnectionstatechange = () => {
      if (this.connection.connectionState === "failed") this.#options.onFailed();
    };
  }

  /**
   * No stream is named: tracks of one stream are held in step by the browser, which would make the
   * sound wait for the picture. Sound comes first.
   */
  #addTransceiver(kind: Kind): void {
    const media = kind === "audio" ? "audio" : "video";
    stampCapture(this.connection.addTransceiver(this.#tracks[kind] ?? media, { direction: "sendrecv" }));
  }

  async #offer(): Promise<void> {
    const { sdp } = await this.connection.createOffer();
    const tuned = tuneOpus(sdp ?? "");
    await this.connection.setLocalDescription({ type: "offer", sdp: tuned });
    this.#options.onDescription("offer", tuned);
  }

  async #answer(): Promise<void> {
    for (const kind of KINDS) {
      const transceiver = this.#transceiver(kind);
      if (!transceiver) continue;
      transceiver.direction = "sendrecv";
      stampCapture(transceiver);
      await transceiver.sender.replaceTrack(this.#tracks[kind]);
    }
    const { sdp } = await this.connection.createAnswer();
    const tuned = tuneOpus(sdp ?? "");
    await this.connection.setLocalDescription({ type: "answer", sdp: tuned });
    this.#options.onDescription("answer", tuned);
  }

  #settle(): void {
    for (const kind of KINDS) {
      const receiver = this.receiver(kind) as
        | (RTCRtpReceiver & { jitterBufferTarget?: number | null })
        | null;
      if (receiver && "jitterBufferTarget" in receiver)
        receiver.jitterBufferTarget = kind === "audio" ? this.#targetMs : 0;
    }
    this.#do(() => this.#applyBounds());
  }

  async #applyBounds(): Promise<void> {
    if (!this.connection.remoteDescription) return;
    for (const kind of KINDS) {
      const sender = this.#transceiver(kind)?.sender;
      const parameters = sender?.getParameters();
      if (!sender || !parameters?.encodings?.[0]) continue;
      Object.assign(
        parameters.encodings[0],
        kind === "audio" ? this.#soundBounds() : this.#pictureBounds(kind),
      );
      // A browser that knows none of this sends as it likes; that is no reason to lose the connection.
      await sender.setParameters(parameters).catch(() => {});
    }
  }

  #soundBounds(): RTCRtpEncodingParameters {
    const maxBitrate = Math.min(this.#audioBps, this.#picture.step.audioBps);
    return { maxBitrate, priority: "high", networkPriority: "high" };
  }

  #pictureBounds(kind: "video" | "second"): RTCRtpEncodingParameters {
    const { step, active } = this.#picture;
    const share = this.#tracks.video && this.#tracks.second ? SHARES[kind] : 1;
    return {
      active,
      maxBitrate: Math.max(30_000, Math.round(step.bps * share)),
      maxFramerate: step.fps,
      scaleResolutionDownBy: step.scaleDown,
      priority: "low",
      networkPriority: "low",
    };
  }

  /** Which section is whose follows from their order, which both ends keep. */
  #transceiver(kind: Kind): RTCRtpTransceiver | null {
    const [first, second] = this.connection
      .getTransceivers()
      .filter(({ receiver }) => receiver.track.kind === (kind === "audio" ? "audio" : "video"));
    return (kind === "second" ? second : first) ?? null;
  }

  async #add(candidate: RTCIceCandidateInit): Promise<void> {
    // One bad candidate of many is no reason to give up the connection.
    await this.connection.addIceCandidate(candidate).catch(() => {});
  }

  #do(step: () => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      if (this.#closed) return;
      await step().catch(() => {
        if (!this.#closed) this.#options.onFailed();
      });
    });
  }
}

interface HeaderExtension {
  uri: string;
  direction: RTCRtpTransceiverDirection;
}

const ABS_CAPTURE_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time";

/** Asks for capture times in the packets, so that a page's lateness is measured and not guessed at. */
function stampCapture(transceiver: RTCRtpTransceiver): void {
  const modern = transceiver as RTCRtpTransceiver & {
    getHeaderExtensionsToNegotiate?: () => HeaderExtension[];
    setHeaderExtensionsToNegotiate?: (extensions: HeaderExtension[]) => void;
  };
  const extensions = modern.getHeaderExtensionsToNegotiate?.();
  if (!extensions?.some(({ uri }) => uri === ABS_CAPTURE_TIME)) return;
  modern.setHeaderExtensionsToNegotiate?.(
    extensions.map((known) => (known.uri === ABS_CAPTURE_TIME ? { ...known, direction: "sendrecv" } : known)),
  );
}
