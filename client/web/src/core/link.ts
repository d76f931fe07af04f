/** A connection as the room counts it: a peer, its heartbeat, its silence watch and its figures. */
import type { ConnectionOpen, EndpointKind, Media } from "../protocol";
import { BEAT_S, type Beat, type HeardTrack, parseBeat, type Report } from "./beat";
import { ClockTalk } from "./clock/clock-talk";
import type { LessonTime } from "./clock/lesson-time";
import type { PeerClock } from "./clock/peer-clock";
import type { Peer } from "./peer";
import type { PictureWord } from "./picture-steps";
import { PictureWatch } from "./picture-watch";
import { type HeardNow, type Lateness, lateness, pictureDelayMs, type Quality, skewMs } from "./quality";
import { SilenceWatch } from "./silence";
import { type AudioFigures, AudioWindow, readStats, type StatsReading } from "./stats";

export interface LinkEnvironment {
  nowS: () => number;
  /** Our unix time minus our monotonic clock, s. */
  wallS: () => number;
  outputMs: () => number;
  /** Whether somebody looks at this page: timers of one that is hidden are late on purpose. */
  visible: () => boolean;
  silenceS: number;
  /** What time the lesson has. */
  time: LessonTime;
  /** What this end hears of the backing track, while it plays to it. */
  track?: () => HeardTrack | null;
}

const CAPTURE_EPOCH_MS = 2_208_988_800_000;

export class Link {
  readonly id: string;
  readonly participant: string;
  readonly kind: EndpointKind;
  readonly replaces: string | null;
  readonly companion: boolean;
  readonly page: boolean;
  readonly relayOnly: boolean;
  media: Media;
  audio: MediaStreamTrack | null = null;
  video: MediaStreamTrack | null = null;
  second: MediaStreamTrack | null = null;
  told: "up" | "silent" | "failed" | null = null;
  /** Sound goes on here after the room has given it to another connection, until that one carries it. */
  playsUntilS = Number.NEGATIVE_INFINITY;
  sendsUntilS = Number.NEGATIVE_INFINITY;
  readonly peer: Peer;
  readonly clock: PeerClock;
  readonly clockTalk: ClockTalk;
  readonly #environment: LinkEnvironment;
  readonly #watch: SilenceWatch;
  readonly #window = new AudioWindow();
  readonly #pictures = new PictureWatch();
  #sends: PictureWord = "full";
  #sentS: number | null = null;
  #tickLateS = 0;
  #beatNumber = 0;
  #theirBeat: { beat: Beat; arrivedS: number } | null = null;
  #figures: AudioFigures | null = null;
  #lateness: Lateness | null = null;
  #pictureMs: number | null = null;
  #packets = 0;
  #relayed = false;
  malformedBeats = 0;

  constructor(open: ConnectionOpen, environment: LinkEnvironment, makePeer: (link: Link) => Peer) {
    this.id = open.connection;
    this.participant = open.participant;
    this.kind = open.kind;
    this.clock = environment.time.clockOf(open.participant, open.kind);
    this.clockTalk = new ClockTalk(this.clock);
    this.replaces = open.replaces;
    this.companion = open.kind === "companion";
    this.page = open.kind === "page";
    this.relayOnly = open.relay_only;
    this.media = open.media;
    this.#environment = environment;
    this.#watch = new SilenceWatch(environment.silenceS);
    this.peer = makePeer(this);
  }

  get up(): boolean {
    return this.told === "up";
  }

  get everHeard(): boolean {
    return this.#watch.everHeard;
  }

  silent(): boolean {
    return this.#watch.silent(this.#environment.nowS());
  }

  /** Pictures a second that this machine can take; null: as many as there are. */
  get machineFps(): number | null {
    return this.#pictures.wishFps;
  }

  // -- beats -----------------------------------------------------------------------------------

  receiveBeat(text: string): void {
    const nowS = this.#environment.nowS();
    const beat = parseBeat(text);
    if (!beat) {
      this.malformedBeats += 1;
      return;
    }
    this.#watch.heard(nowS);
    // Beats may overtake each other; an older one has nothing to say about now.
    if (this.#theirBeat && beat.n <= this.#theirBeat.beat.n) return;
    if (beat.echo) this.clock.exchange(beat.echo.t0, beat.echo.t1, beat.now, nowS);
    this.#theirBeat = { beat, arrivedS: nowS };
  }

  sendBeat(): void {
    const { nowS, wallS } = this.#environment;
    const theirs = this.#theirBeat;
    this.#noteTick(nowS());
    this.#beatNumber += 1;
    const beat: Beat = {
      v: 1,
      n: this.#beatNumber,
      now: nowS(),
      echo: theirs && { t0: theirs.beat.now, t1: theirs.arrivedS, n: theirs.beat.n },
      audio: null,
      wall: wallS(),
      report: this.#report(),
      picture: this.#sends,
      track: this.#environment.track?.() ?? null,
    };
    this.peer.sendBeat(JSON.stringify(beat));
  }

  /**
   * When the track's begin, as they played to it, is heard here in their sound, on our clock; null while it is not
   * known. Both ways go by the same clock, so that what nobody can know of it cancels out.
   */
  trackStartS(n: number): number | null {
    const told = this.#theirBeat?.beat.track ?? null;
    const theirsS = told && told.n === n ? this.clock.toLocal(told.at - told.place / 48_000) : null;
    const lateMs = this.#lateness?.mouthToEarMs ?? null;
    return theirsS === null || lateMs === null ? null : theirsS + lateMs / 1000;
  }

  receiveClock(text: string): void {
    this.clockTalk.read(text, this.#environment.nowS());
  }

  sendClock(): void {
    const { nowS, time } = this.#environment;
    if (this.clockTalk.due(nowS())) this.peer.sendClock(() => this.clockTalk.write(nowS(), time.originS));
  }

  #report(): Report | null {
    if (!this.#figures) return null;
    return {
      mouth_to_ear_ms: this.#lateness?.mouthToEarMs ?? null,
      bound_ms: this.#lateness?.boundMs ?? null,
      playout_ms: this.#figures.playoutMs,
      loss_pct: this.#figures.lossPct,
      concealed_pct: this.#figures.concealedPct,
      picture_delay_ms: this.#pictureMs,
      rtt_ms: this.clock.rttS === null ? null : this.clock.rttS * 1000,
      picture_fps: this.#pictures.wishFps,
    };
  }

  #noteTick(nowS: number): void {
    const lateS = this.#sentS === null || !this.#environment.visible() ? 0 : nowS - this.#sentS - BEAT_S;
    this.#tickLateS = Math.max(this.#tickLateS, lateS);
    this.#sentS = nowS;
  }

  // -- figures ---------------------------------------------------------------------------------

  /** Reads the browser's counters; to be called about twice a second. */
  async measure(shownDelayMs: number | null): Promise<void> {
    const report = await this.peer.connection.getStats();
    const reading = readStats(report.values() as Iterable<Record<string, unknown>>, this.video?.id);
    this.#noteArrivals(reading);
    const { nowS, outputMs } = this.#environment;
    const wallS = this.#theirBeat?.beat.wall ?? null;
    this.#relayed = reading.relayed;
    this.#bound(reading);
    if (reading.audio) this.#figures = this.#window.add(reading.audio, nowS());
    const mark = this.#theirBeat?.beat.audio ?? null;
    this.#lateness = lateness({
      clock: this.clock,
      nowS: nowS(),
      mark: mark && { rtpTimestamp: mark.ts, atS: mark.at },
      heard: this.#handedOut("audio"),
      wallS,
      outputMs: outputMs(),
      playoutMs: this.#figures?.playoutMs ?? null,
    });
    this.#pictureMs = reading.video ? (shownDelayMs ?? this.#pictureDelay(reading, wallS)) : null;
  }

  /** How much picture goes out from now on. */
  #bound(reading: StatsReading): void {
    const nowS = this.#environment.nowS();
    const order = this.#pictures.feed(
      reading,
      {
        queueS: this.clock.queueS(nowS),
        wishFps: this.#theirBeat?.beat.report?.picture_fps ?? null,
        tickLateS: this.#tickLateS,
      },
      nowS,
    );
    this.#tickLateS = 0;
    this.#sends = order.step.word;
    this.peer.setPicture(order);
  }

  quality(): Quality {
    return {
      mine: this.#figures && { ...this.#figures, ...(this.#lateness ?? {}) },
      theirs: this.#theirBeat?.beat.report ?? null,
      rttMs: this.clock.rttS === null ? null : this.clock.rttS * 1000,
      pictureDelayMs: this.#pictureMs,
      skewMs: skewMs(this.#pictureMs, this.#lateness),
      sends: this.#sends,
      gets: this.#theirBeat?.beat.picture ?? "full",
      outputMs: this.#environment.outputMs(),
      relayed: this.#relayed,
      relayOnly: this.relayOnly,
    };
  }

  /** Without the browser's own word: by the capture stamp of the newest frame, or by its reports' clock. */
  #pictureDelay(reading: StatsReading, wallS: number | null): number | null {
    const frame = this.#handedOut("video");
    const stamped = frame && pictureDelayMs(this.clock, frame.atS, wallS, frame.capturedUnixMs);
    return (
      stamped ??
      pictureDelayMs(this.clock, this.#environment.nowS(), wallS, reading.video?.playingUnixMs ?? null)
    );
  }

  #noteArrivals(reading: StatsReading): void {
    const packets = (reading.audio?.packets ?? 0) + (reading.video?.packets ?? 0);
    if (packets > this.#packets) this.#watch.heard(this.#environment.nowS());
    this.#packets = packets;
  }

  #handedOut(kind: "audio" | "video"): HeardNow | null {
    const source = this.peer.receiver(kind)?.getSynchronizationSources?.()[0] as
      | (RTCRtpSynchronizationSource & { captureTimestamp?: number })
      | undefined;
    if (!source) return null;
    const captured = source.captureTimestamp;
    return {
      rtpTimestamp: source.rtpTimestamp,
      // `timestamp` counts from 1970 by the page's own clock: back to its monotonic seconds.
      atS: source.timestamp / 1000 - this.#environment.wallS(),
      capturedUnixMs: captured && captured > CAPTURE_EPOCH_MS ? captured - CAPTURE_EPOCH_MS : null,
    };
  }
}
