/** How late we hear the other, from the best source there is, and what that means for playing. */
import type { Report } from "./beat";
import type { PeerClock } from "./clock/peer-clock";
import type { PictureWord } from "./picture-steps";
import type { AudioFigures } from "./stats";

/** A moment the far end named: this RTP timestamp was captured at that time of its monotonic clock. */
export interface CaptureMark {
  rtpTimestamp: number;
  atS: number;
}

/** What our browser says of the sound that reaches the ear about now (`getSynchronizationSources`). */
export interface HeardNow {
  rtpTimestamp: number;
  /** Our monotonic clock when it was handed out for playing. */
  atS: number;
  /** The far end's wall clock at capture, unix ms, where the header extension carries it. */
  capturedUnixMs: number | null;
}

export interface Lateness {
  mouthToEarMs: number;
  boundMs: number | null;
  /** `measured`: from stamps of both ends. `estimated`: summed up from parts, some of them typical values. */
  method: "measured" | "estimated";
}

export interface LatenessInputs {
  clock: PeerClock;
  nowS: number;
  mark: CaptureMark | null;
  heard: HeardNow | null;
  /** Far end's unix time minus its monotonic clock, s. */
  wallS: number | null;
  outputMs: number;
  playoutMs: number | null;
}

const OPUS_HZ = 48_000;
/** A browser's microphone path, its 10 ms packet and Opus' look-ahead; nobody reports them. */
const TYPICAL_CAPTURE_MS = 10 + 10 + 6.5;
/** A browser gives its microphone's own delay no stamp; what a stamp misses is typically this. */
const UNSTAMPED_INPUT_MS = 10;

export function lateness(inputs: LatenessInputs): Lateness | null {
  return fromMark(inputs) ?? fromCaptureStamp(inputs) ?? fromParts(inputs);
}

/** A native end stamps its samples at the converter: nothing is left to guess but the clocks' bound. */
function fromMark({ clock, nowS, mark, heard, outputMs }: LatenessInputs): Lateness | null {
  if (!mark || !heard || !clock.ready) return null;
  const capturedS = mark.atS + wrapped(heard.rtpTimestamp - mark.rtpTimestamp) / OPUS_HZ;
  return measured(clock, nowS, capturedS, heard.atS, outputMs);
}

function fromCaptureStamp({ clock, nowS, heard, wallS, outputMs }: LatenessInputs): Lateness | null {
  if (!heard || heard.capturedUnixMs === null || wallS === null || !clock.ready) return null;
  const capturedS = heard.capturedUnixMs / 1000 - wallS;
  return measured(clock, nowS, capturedS, heard.atS, outputMs, UNSTAMPED_INPUT_MS);
}

function measured(
  clock: PeerClock,
  nowS: number,
  capturedS: number,
  heardS: number,
  outputMs: number,
  unstampedMs = 0,
): Lateness | null {
  const localS = clock.toLocal(capturedS);
  const boundS = clock.boundS(nowS);
  if (localS === null || boundS === null) return null;
  const ms = (heardS - localS) * 1000 + outputMs + unstampedMs;
  // A figure outside all reason comes from a broken stamp: better none than a wrong one.
  return ms > 0 && ms < 5000
    ? { mouthToEarMs: ms, boundMs: boundS * 1000 + unstampedMs, method: "measured" }
    : null;
}

function fromParts({ clock, nowS, outputMs, playoutMs }: LatenessInputs): Lateness | null {
  if (clock.rttS === null || playoutMs === null) return null;
  const networkMs = (clock.rttS * 1000) / 2;
  const boundS = clock.boundS(nowS);
  return {
    mouthToEarMs: TYPICAL_CAPTURE_MS + networkMs + playoutMs + outputMs,
    boundMs: boundS === null ? null : boundS * 1000 + UNSTAMPED_INPUT_MS,
    method: "estimated",
  };
}

/** A 32 bit difference, taken the short way round. */
function wrapped(difference: number): number {
  return difference | 0;
}

/** Picture delay: this moment, in the sender's wall clock, minus the capture time of what is shown at it. */
export function pictureDelayMs(
  clock: PeerClock,
  shownS: number,
  wallS: number | null,
  capturedUnixMs: number | null,
): number | null {
  const remoteS = clock.toRemote(shownS);
  if (wallS === null || capturedUnixMs === null || remoteS === null || !clock.ready) return null;
  const ms = (remoteS + wallS) * 1000 - capturedUnixMs;
  return ms >= 0 && ms < 10_000 ? ms : null;
}

/** How much later the picture of a moment is seen than its sound is heard, ms; negative: the picture comes first. */
export function skewMs(pictureMs: number | null, heard: Lateness | null): number | null {
  return pictureMs === null || heard === null ? null : pictureMs - heard.mouthToEarMs;
}

/** One far end's figures, as shown: ours of them, and theirs of us as their beats tell. */
export interface Quality {
  mine: (AudioFigures & Partial<Lateness>) | null;
  theirs: Report | null;
  rttMs: number | null;
  pictureDelayMs: number | null;
  /** Picture delay minus mouth-to-ear. */
  skewMs: number | null;
  /** How much picture goes out to them, and how much they say to send. */
  sends: PictureWord;
  gets: PictureWord;
  outputMs: number;
  relayed: boolean;
  /** The relay is there so that nobody learns our address, not for a firewall. */
  relayOnly: boolean;
}

export type NetworkWord = "good" | "uneven" | "poor";

/** The sound's own state in a word: what was missing at its turn, over the last ten seconds. */
export function networkWord(concealedPct: number): NetworkWord {
  if (concealedPct < 1) return "good";
  return concealedPct < 5 ? "uneven" : "poor";
}
