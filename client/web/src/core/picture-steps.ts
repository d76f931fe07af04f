/**
 * How much picture a path carries beside the sound: stepped down quickly, up again patiently.
 *
 * The browser's own congestion control bends the encoder, but it would let a large picture flicker on
 * 50 kb/s, and it knows nothing of what the sound needs. So we set bounds in an order that a person
 * understands: smaller, then five pictures a second, then a still every few seconds, then none. Sound
 * gives way last, and only when the picture rests already.
 */
export type PictureWord = "full" | "smaller" | "slow" | "stills" | "resting";

export interface PictureStep {
  word: PictureWord;
  /** For all pictures of this end together. */
  bps: number;
  scaleDown: number;
  fps: number;
  /** What the sound may take at most, whatever the profile says. */
  audioBps: number;
}

const ANY = Number.POSITIVE_INFINITY;
export const STEPS: readonly PictureStep[] = [
  { word: "full", bps: 1_200_000, scaleDown: 1, fps: 30, audioBps: ANY },
  { word: "smaller", bps: 450_000, scaleDown: 2, fps: 24, audioBps: ANY },
  { word: "smaller", bps: 180_000, scaleDown: 3, fps: 15, audioBps: ANY },
  { word: "slow", bps: 60_000, scaleDown: 4, fps: 5, audioBps: 160_000 },
  { word: "stills", bps: 40_000, scaleDown: 4, fps: 2, audioBps: 128_000 },
  { word: "resting", bps: 0, scaleDown: 4, fps: 1, audioBps: 96_000 },
  { word: "resting", bps: 0, scaleDown: 4, fps: 1, audioBps: 64_000 },
];
const STILLS = 4;

export interface PathReading {
  /** What the browser believes it can send in all; null where it says nothing. */
  availableBps: number | null;
  /** What our sound takes on the wire, headers included. */
  audioBps: number;
  /** A standing queue: the shortest round trip of the last second minus the shortest of all, ms. */
  queueMs: number | null;
  /** Loss of our sound as the far end counts it, over the last second or so. */
  lossPct: number | null;
  /** The encoder cannot keep up with its machine. */
  encoderBusy: boolean;
  /** The far end's machine is busy: no more pictures a second than this, please. */
  wishFps: number | null;
}

export interface PictureOrder {
  step: PictureStep;
  /** Whether pictures are sent just now: stills come in short pulses. */
  active: boolean;
}

/** A browser's estimate starts at 300 kb/s and grows; before it has, it says nothing of the path. */
const LEARNS_S = 6;
const SETTLES_S = 1.5;
const HURT_READINGS = 2;
const QUEUE_MS = 120;
const LONG_QUEUE_MS = 400;
const LOSS_PCT = 3;
const HEAVY_LOSS_PCT = 10;
/** Lasting loss with no queue at all is the path's nature: less picture would not mend it. */
const QUEUE_WITH_LOSS_MS = 40;
const MARGIN = 0.85;
const PATIENCE_S = 8;
const MOST_PATIENCE_S = 60;
/** An estimate does not grow while little is sent: after so long a calm one step up is tried all the same. */
const TRIAL_S = 30;
/** A step up that is taken back this soon was one too many. */
const FAILED_WITHIN_S = 15;
const STILL_EVERY_S = 4;
const STILL_LASTS_S = 0.9;

export class PictureSteps {
  #level = 0;
  #startS: number | null = null;
  #changedS = Number.NEGATIVE_INFINITY;
  #raisedS = Number.NEGATIVE_INFINITY;
  #calmS = 0;
  #hurtReadings = 0;
  #failed = false;
  #patienceS = PATIENCE_S;

  /** One reading, about twice a second; what to send until the next. */
  feed(reading: PathReading, nowS: number): PictureOrder {
    this.#startS ??= nowS;
    const hurt = hurts(reading);
    const fitting = nowS - this.#startS < LEARNS_S ? 0 : fittingLevel(reading);
    const tooMuch = fitting > this.#level && !fits(this.#level, reading, 0.6);
    this.#hurtReadings = hurt || tooMuch ? this.#hurtReadings + 1 : 0;
    if (this.#hurtReadings > 0) this.#calmS = nowS;
    if (this.#hurtReadings >= HURT_READINGS && nowS - this.#changedS >= SETTLES_S)
      this.#down(reading, hurt, fitting, nowS);
    else if (this.#level > 0 && nowS - Math.max(this.#calmS, this.#changedS) >= this.#patienceS)
      this.#maybeUp(reading, nowS);
    return this.#order(reading, nowS);
  }

  #down(reading: PathReading, hurt: boolean, fitting: number, nowS: number): void {
    const badly = (reading.lossPct ?? 0) >= HEAVY_LOSS_PCT || (reading.queueMs ?? 0) >= LONG_QUEUE_MS;
    const level = Math.max(hurt ? this.#level + (badly ? 2 : 1) : 0, fitting);
    this.#failed = nowS - this.#raisedS < FAILED_WITHIN_S;
    if (this.#failed) this.#patienceS = Math.min(MOST_PATIENCE_S, 2 * this.#patienceS);
    this.#hurtReadings = 0;
    this.#go(Math.min(level, STEPS.length - 1), nowS);
  }

  #maybeUp(reading: PathReading, nowS: number): void {
    const calmS = nowS - Math.max(this.#calmS, this.#changedS);
    const room = reading.availableBps === null || fits(this.#level - 1, reading, MARGIN);
    if (!room && calmS < Math.max(TRIAL_S, 2 * this.#patienceS)) return;
    // A step that held earns trust again, bit by bit.
    if (!this.#failed) this.#patienceS = Math.max(PATIENCE_S, this.#patienceS / 2);
    this.#failed = false;
    this.#raisedS = nowS;
    this.#go(this.#level - 1, nowS);
  }

  #go(level: number, nowS: number): void {
    if (level === this.#level) return;
    this.#level = level;
    this.#changedS = nowS;
  }

  #order({ encoderBusy, wishFps }: PathReading, nowS: number): PictureOrder {
    const asked = Math.max(encoderBusy ? 1 : 0, wishFps === null ? 0 : levelFor(wishFps));
    const step = STEPS[Math.max(this.#level, asked)] ?? STEPS[0];
    if (!step) throw new Error("there are no steps");
    const pulse = step.word !== "stills" || (nowS - this.#changedS) % STILL_EVERY_S < STILL_LASTS_S;
    return { step, active: step.bps > 0 && pulse };
  }
}

function hurts({ queueMs, lossPct }: PathReading): boolean {
  const queue = queueMs ?? 0;
  const loss = lossPct ?? 0;
  return queue >= QUEUE_MS || loss >= HEAVY_LOSS_PCT || (loss >= LOSS_PCT && queue >= QUEUE_WITH_LOSS_MS);
}

function fits(level: number, { availableBps, audioBps }: PathReading, share: number): boolean {
  if (availableBps === null) return true;
  return (STEPS[level]?.bps ?? 0) * share <= MARGIN * (availableBps - audioBps);
}

/** The first step the path has room for by the browser's estimate; to rest on an estimate alone is too soon. */
function fittingLevel(reading: PathReading): number {
  for (let level = 0; level < STILLS; level += 1) if (fits(level, reading, 1)) return level;
  return STILLS;
}

/** The first step with so few pictures a second; somebody who asks for one still wants to see. */
function levelFor(fps: number): number {
  const found = STEPS.findIndex((step) => step.fps <= fps);
  return found < 0 ? STILLS : Math.min(found, STILLS);
}
