/** What was done to the probe's sound on its way, from a recording of it. */
import { type Bands, bandsOf, FRAME_S } from "./bands";
import {
  AGAIN,
  CONSONANTS,
  PLAYS_S,
  REST,
  SOFT,
  type Span,
  STEADY,
  STEP_DB,
  SYLLABLES,
  WORDS,
  within,
} from "./plan";

export type Found = "on" | "off" | "unknown";

export interface Verdict {
  /** Whether the sound was found in the recording at all. */
  heard: boolean;
  echo: Found;
  noise: Found;
  gain: Found;
}

const NOTHING: Verdict = { heard: false, echo: "unknown", noise: "unknown", gain: "unknown" };

/** Between the two of a pair it could have been either. */
const NOISE_DB = { off: -3.5, on: -6 };
const GAIN_DB = { off: 2, on: 4 };
const ECHO_DB = { off: 8, on: 12 };
const HEARD_DB = 10;
const MOVED_DB = 4;
const LOUDER_DB = 15;
const RISE_DB = 2.5;
const BEGINS_S = 0.1;
const LEAD: Span = { fromS: WORDS.fromS - 0.4, toS: WORDS.fromS - 0.05 };
const SOFT_EARLY: Span = { fromS: SOFT.fromS, toS: SOFT.fromS + 1.2 };
const SOFT_LATE: Span = { fromS: SOFT.toS - 1.6, toS: SOFT.toS };
const CLIPPED_SHARE = 1e-4;
/** A cancelled echo is gone before the first part is over; later it was somebody's hand. */
const CANCELLED_BY: Span = { fromS: 2.2, toS: WORDS.toS };

export function judge(samples: Float32Array, rateHz: number): Verdict {
  const bands = bandsOf(samples, rateHz);
  const lagS = place(bands.voice);
  if (lagS === null) return NOTHING;
  const ear = new Ear(bands, lagS);
  if (!ear.heard()) return NOTHING;
  const echo = ear.echo();
  if (echo !== "off") return { heard: true, echo, noise: "unknown", gain: "unknown" };
  return { heard: true, echo, noise: ear.noise(), gain: ear.gain() };
}

class Ear {
  readonly #bands: Bands;
  readonly #lagS: number;
  readonly #voiceFloor: number;
  readonly #breathFloor: number;

  constructor(bands: Bands, lagS: number) {
    this.#bands = bands;
    this.#lagS = lagS;
    this.#voiceFloor = median(this.#frames(bands.voice, LEAD));
    this.#breathFloor = quantile(this.#frames(bands.breath, SOFT), 0.3);
  }

  heard(): boolean {
    const first = within(WORDS).slice(0, 2);
    return first.some((span) => db(this.#voice(span)) - db(this.#voiceFloor) >= HEARD_DB);
  }

  /** Heard at first and then no more. Gain that was high at first comes back after what was soft. */
  echo(): Found {
    const words = within(WORDS);
    const first = Math.max(...words.slice(0, 2).map((span) => db(this.#voice(span))));
    const rest = words.filter(({ fromS }) => fromS >= CANCELLED_BY.fromS);
    const fallSoon = first - median(rest.map((span) => db(this.#voice(span))));
    // Gain that was taken back took the room's own noise with it; a cancelled echo leaves that alone.
    const roomFall = Math.max(0, db(this.#room(LEAD)) - db(this.#room(SOFT_LATE)));
    const fallAtLast = first - median(within(AGAIN).map((span) => db(this.#voice(span)))) - roomFall;
    if (fallSoon >= ECHO_DB.on && fallAtLast >= ECHO_DB.on) return "on";
    return fallAtLast <= ECHO_DB.off ? "off" : "unknown";
  }

  /** Endless breath beside breath in bursts, each beside the voice of its time. */
  noise(): Found {
    const burst = median(CONSONANTS.map((span) => mean(this.#frames(this.#bands.breath, inner(span)))));
    if (db(burst) - db(this.#breathFloor) < HEARD_DB) return "unknown";
    const steady = mean(this.#frames(this.#bands.breath, { fromS: REST.toS - 1.2, toS: REST.toS - 0.1 }));
    // Gain may have followed the breath: how loud a voice would have been is told by where the next one begins.
    const louder = this.#beginning({ fromS: REST.toS, toS: REST.toS + 0.7 }) - this.#beginning(WORDS);
    if (Math.abs(louder) > LOUDER_DB) return "unknown";
    const change = db(steady - this.#breathFloor) - db(burst - this.#breathFloor) - louder;
    return change <= NOISE_DB.on ? "on" : change >= NOISE_DB.off ? "off" : "unknown";
  }

  /** How much less than played the loud and the soft are apart, and whether the room rises with the soft. */
  gain(): Found {
    if (this.#bands.clipped > CLIPPED_SHARE) return "unknown";
    const before = this.#level({ fromS: REST.toS, toS: STEADY.toS });
    const after = this.#level({ fromS: AGAIN.toS - 1.4, toS: AGAIN.toS });
    const soft = this.#level(SOFT_LATE);
    if (soft - db(this.#voiceFloor) < 3) return "unknown";
    const rise = soft - this.#level(SOFT_EARLY);
    // A hand that comes nearer makes the syllables louder, and not the room.
    const rides = rise >= RISE_DB && this.#roomRise() >= Math.max(2, rise / 2);
    const pulled = STEP_DB - ((before + after) / 2 - soft);
    const still = Math.abs(before - after) <= MOVED_DB;
    if (rides || (still && pulled >= GAIN_DB.on)) return "on";
    return still && Math.abs(pulled) <= GAIN_DB.off && rise < RISE_DB ? "off" : "unknown";
  }

  #roomRise(): number {
    return db(this.#room(SOFT_LATE)) - db(this.#room(SOFT_EARLY));
  }

  /** The noise of the room itself, where no breath is played. */
  #room(part: Span): number {
    return quantile(this.#frames(this.#bands.breath, part), 0.4);
  }

  #beginning(part: Span): number {
    return median(within(part).map(({ fromS }) => db(this.#voice({ fromS, toS: fromS + BEGINS_S }))));
  }

  /** The middle syllable of a part, dB, the floor taken out. */
  #level(part: Span): number {
    return median(within(part).map((span) => db(this.#voice(span) - this.#voiceFloor)));
  }

  #voice(span: Span): number {
    return mean(this.#frames(this.#bands.voice, inner(span)));
  }

  #frames(powers: Float64Array, { fromS, toS }: Span): number[] {
    const first = Math.max(0, Math.round((this.#lagS + fromS) / FRAME_S));
    return [...powers.slice(first, Math.max(first + 1, Math.round((this.#lagS + toS) / FRAME_S)))];
  }
}

/** When in the recording the pattern begins, s: where most of what is loud falls into its syllables. */
function place(voice: Float64Array): number | null {
  const slack = voice.length - Math.ceil(PLAYS_S / FRAME_S);
  if (slack < 0) return null;
  const levels = Array.from(voice, db);
  const floor = quantile(levels, 0.1);
  const height = levels.map((level) => Math.max(0, level - floor));
  const pattern = Array.from({ length: voice.length - slack }, () => -1);
  for (const { fromS, toS } of SYLLABLES)
    for (let at = Math.round(fromS / FRAME_S); at < Math.round(toS / FRAME_S); at += 1) pattern[at] = 1;
  let best = { score: 0, lag: 0 };
  for (let lag = 0; lag <= slack; lag += 1) {
    let score = 0;
    for (let at = 0; at < pattern.length; at += 1) score += (pattern[at] ?? 0) * (height[lag + at] ?? 0);
    if (lag === 0 || score > best.score) best = { score, lag };
  }
  return best.lag * FRAME_S;
}

/** Without edges, where a frame holds half of it. */
function inner({ fromS, toS }: Span): Span {
  return { fromS: fromS + 0.01, toS: toS - 0.01 };
}

function db(power: number): number {
  return 10 * Math.log10(Math.max(power, 1e-12));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
