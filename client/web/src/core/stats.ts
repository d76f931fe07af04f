/** What the browser counts of the far end's sound and picture, read from `getStats()` and made into figures. */

export interface InboundAudio {
  packets: number;
  lost: number;
  concealedSamples: number;
  totalSamples: number;
  /** Sums over all samples played: their quotient's growth is the playout delay. */
  bufferDelayS: number;
  emittedSamples: number;
  /** Sender's wall clock (unix ms) of what plays now, where the browser says so. */
  playingUnixMs: number | null;
}

export interface InboundVideo {
  packets: number;
  framesDecoded: number;
  framesReceived: number;
  framesDropped: number;
  playingUnixMs: number | null;
}

/** What goes out, and how the way there looks from here. */
export interface Outbound {
  /** All that could be sent, as the browser believes; null before it believes anything. */
  availableBps: number | null;
  /** Sound so far, headers of RTP, UDP and IP included. */
  audioBytes: number;
  audioPackets: number;
  /** Of those, lost, as the far end's reports say. */
  audioLost: number;
  encoderBusy: boolean;
}

export interface StatsReading {
  audio: InboundAudio | null;
  /** The first picture's times; the counters are of all pictures. */
  video: InboundVideo | null;
  outbound: Outbound;
  relayed: boolean;
}

/** Seconds from 1900, where NTP begins, to 1970, where unix time does (RFC 5905, 6). */
const NTP_TO_UNIX_MS = 2_208_988_800_000;

/** `videoTrack`: which incoming picture is the first one; by default the one that is named first. */
export function readStats(entries: Iterable<Record<string, unknown>>, videoTrack?: string): StatsReading {
  const all = [...entries];
  const inbound = (kind: string) =>
    all.filter((entry) => entry.type === "inbound-rtp" && entry.kind === kind);
  const [audio] = inbound("audio");
  const videos = inbound("video");
  const video = videos.find(({ trackIdentifier }) => trackIdentifier === videoTrack) ?? videos[0];
  const sum = (name: string) => videos.reduce((total, one) => total + count(one[name]), 0);
  return {
    audio: audio
      ? {
          packets: count(audio.packetsReceived),
          lost: count(audio.packetsLost),
          concealedSamples: count(audio.concealedSamples),
          totalSamples: count(audio.totalSamplesReceived),
          bufferDelayS: count(audio.jitterBufferDelay),
          emittedSamples: count(audio.jitterBufferEmittedCount),
          playingUnixMs: playing(audio),
        }
      : null,
    video: video
      ? {
          packets: sum("packetsReceived"),
          framesDecoded: sum("framesDecoded"),
          framesReceived: sum("framesReceived"),
          framesDropped: sum("framesDropped"),
          playingUnixMs: playing(video),
        }
      : null,
    outbound: outbound(all),
    relayed: isRelayed(all),
  };
}

/** IPv4 or 6, UDP and SRTP's tag: what the browser's counters leave out of each packet. */
const UNCOUNTED_BYTES = 20 + 8 + 10;

function outbound(all: Record<string, unknown>[]): Outbound {
  const of = (type: string, kind: string) =>
    all.find((entry) => entry.type === type && entry.kind === kind) ?? {};
  const audio = of("outbound-rtp", "audio");
  const packets = count(audio.packetsSent);
  const available = selectedPair(all)?.availableOutgoingBitrate;
  const limits = all.filter((entry) => entry.type === "outbound-rtp" && entry.kind === "video");
  return {
    availableBps: typeof available === "number" && available > 0 ? available : null,
    audioBytes: count(audio.bytesSent) + count(audio.headerBytesSent) + UNCOUNTED_BYTES * packets,
    audioPackets: packets,
    audioLost: count(of("remote-inbound-rtp", "audio").packetsLost),
    encoderBusy: limits.some(({ qualityLimitationReason }) => qualityLimitationReason === "cpu"),
  };
}

function selectedPair(all: Record<string, unknown>[]): Record<string, unknown> | undefined {
  const transport = all.find((entry) => entry.type === "transport");
  return all.find((entry) => entry.id === transport?.selectedCandidatePairId);
}

function isRelayed(all: Record<string, unknown>[]): boolean {
  const pair = selectedPair(all);
  const local = all.find((entry) => entry.id === pair?.localCandidateId);
  const remote = all.find((entry) => entry.id === pair?.remoteCandidateId);
  return local?.candidateType === "relay" || remote?.candidateType === "relay";
}

function playing(entry: Record<string, unknown>): number | null {
  const ntpMs = entry.estimatedPlayoutTimestamp;
  return typeof ntpMs === "number" && ntpMs > NTP_TO_UNIX_MS ? ntpMs - NTP_TO_UNIX_MS : null;
}

function count(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

export interface AudioFigures {
  playoutMs: number | null;
  lossPct: number;
  concealedPct: number;
}

const WINDOW_S = 10;
/** The playout delay is shown as it is now, the shares over a window long enough to mean something. */
const RECENT_S = 2;

/** Keeps the last ten seconds of readings and gives the figures over them. */
export class AudioWindow {
  #readings: { atS: number; audio: InboundAudio }[] = [];

  add(audio: InboundAudio, nowS: number): AudioFigures {
    const last = this.#readings.at(-1);
    // Counters that run backwards belong to a new connection or a new source.
    if (last && audio.totalSamples < last.audio.totalSamples) this.#readings = [];
    this.#readings.push({ atS: nowS, audio });
    while (this.#readings.length > 2 && (this.#readings[0]?.atS ?? nowS) < nowS - WINDOW_S)
      this.#readings.shift();
    const oldest = this.#readings[0]?.audio ?? audio;
    const recent = this.#readings.find(({ atS }) => atS >= nowS - RECENT_S)?.audio ?? audio;
    return {
      playoutMs: playoutMs(recent, audio) ?? playoutMs(oldest, audio),
      lossPct: share(audio.lost - oldest.lost, audio.packets + audio.lost - oldest.packets - oldest.lost),
      concealedPct: share(
        audio.concealedSamples - oldest.concealedSamples,
        audio.totalSamples - oldest.totalSamples,
      ),
    };
  }
}

function playoutMs(from: InboundAudio, to: InboundAudio): number | null {
  const samples = to.emittedSamples - from.emittedSamples;
  return samples > 0 ? (1000 * (to.bufferDelayS - from.bufferDelayS)) / samples : null;
}

function share(part: number, whole: number): number {
  return whole > 0 ? Math.min(100, Math.max(0, (100 * part) / whole)) : 0;
}
