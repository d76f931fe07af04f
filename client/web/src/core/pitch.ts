/**
 * How high a note is: McLeod's normalised square difference ("A smarter way to find pitch", ICMC 2005),
 * made fine by looking the period up again many periods later, where the same error in samples is a
 * smaller error in cents.
 */
import { Fft } from "./fft";

export interface Pitch {
  hz: number;
  /** How periodic the sound is, 0-1: 1 for a steady note. */
  clarity: number;
}

export interface PitchRange {
  lowestHz: number;
  highestHz: number;
}

/** A period counts as found if it is nearly as clear as the clearest one (McLeod: 0.8-1.0). */
const NEARLY = 0.9;
const CLEAR = 0.85;
const QUIET_RMS = 10 ** (-60 / 20);

export class PitchDetector {
  readonly #rateHz: number;
  readonly #size: number;
  readonly #shortest: number;
  readonly #longest: number;
  readonly #fft: Fft;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  readonly #likeness: Float64Array;

  /** `size` samples, a power of two, are looked at; they must hold two of the longest periods. */
  constructor(rateHz: number, size: number, { lowestHz, highestHz }: PitchRange) {
    this.#rateHz = rateHz;
    this.#size = size;
    this.#shortest = Math.max(4, Math.floor(rateHz / highestHz));
    this.#longest = Math.ceil(rateHz / lowestHz);
    if (size < 2 * this.#longest) throw new RangeError(`${size} samples are too few for ${lowestHz} Hz`);
    this.#fft = new Fft(2 * size);
    this.#re = new Float64Array(2 * size);
    this.#im = new Float64Array(2 * size);
    this.#likeness = new Float64Array(Math.floor(size / 2) + 2);
  }

  /** The pitch of `samples`, or null where there is none: silence, noise, two notes at once. */
  detect(samples: Float32Array): Pitch | null {
    if (!this.#compare(samples)) return null;
    const coarse = this.#firstPeriod();
    if (!coarse) return null;
    return { hz: this.#rateHz / this.#refine(coarse.lag), clarity: Math.min(1, coarse.value) };
  }

  /** Fills the likeness of the sound to itself, one lag after the other, 1 at best. */
  #compare(samples: Float32Array): boolean {
    const size = this.#size;
    const mean = average(samples, size);
    this.#im.fill(0);
    this.#re.fill(0);
    let energy = 0;
    for (let i = 0; i < size; i += 1) {
      const value = (samples[i] ?? 0) - mean;
      this.#re[i] = value;
      energy += value * value;
    }
    if (energy / size < QUIET_RMS ** 2) return false;
    const squares = Float64Array.from(this.#re.subarray(0, size), (value) => value * value);
    this.#correlate();
    let both = 2 * energy;
    for (let lag = 0; lag < this.#likeness.length; lag += 1) {
      this.#likeness[lag] = both > 0 ? (2 * (this.#re[lag] as number)) / both : 0;
      both -= (squares[lag] as number) + (squares[size - 1 - lag] as number);
    }
    return true;
  }

  /** Autocorrelation by Wiener and Khinchin; the zeros behind the samples keep it from wrapping. */
  #correlate(): void {
    const re = this.#re;
    const im = this.#im;
    this.#fft.transform(re, im);
    for (let i = 0; i < re.length; i += 1) {
      re[i] = (re[i] as number) ** 2 + (im[i] as number) ** 2;
      im[i] = 0;
    }
    this.#fft.transform(re, im);
    for (let i = 0; i < re.length; i += 1) re[i] = (re[i] as number) / re.length;
  }

  /** The first of the hilltops that are nearly the highest: later ones are multiples of the period. */
  #firstPeriod(): { lag: number; value: number } | null {
    const tops: { lag: number; value: number }[] = [];
    let best: { lag: number; value: number } | null = null;
    let risen = false;
    for (let lag = 1; lag <= this.#longest + 1; lag += 1) {
      const value = this.#at(lag);
      if (value <= 0) {
        if (best) tops.push(best);
        best = null;
        risen = true;
      } else if (risen && this.#isTop(lag) && (!best || value > best.value)) {
        best = this.#peak(lag);
      }
    }
    if (best) tops.push(best);
    const possible = tops.filter(({ lag }) => lag >= this.#shortest - 1 && lag <= this.#longest + 1);
    const highest = Math.max(0, ...possible.map(({ value }) => value));
    if (highest < CLEAR) return null;
    return possible.find(({ value }) => value >= NEARLY * highest) ?? null;
  }

  /** Two periods on, then four, eight ...: each time the guess is good enough to find the right hilltop. */
  #refine(period: number): number {
    let found = period;
    for (let count = 2; count * found < this.#likeness.length - 2; count *= 2) {
      const near = Math.round(count * found);
      const reach = Math.max(1, Math.floor(found / 4));
      let top = near;
      for (let lag = near - reach; lag <= near + reach; lag += 1)
        if (lag < this.#likeness.length - 1 && this.#at(lag) > this.#at(top)) top = lag;
      const peak = this.#peak(top);
      // Vibrato and two notes at once blur what is far away; then the nearer answer is the better one.
      if (peak.value < CLEAR) break;
      found = peak.lag / count;
    }
    return found;
  }

  #isTop(lag: number): boolean {
    const value = this.#at(lag);
    return value > this.#at(lag - 1) && value >= this.#at(lag + 1);
  }

  /** Between the samples, by a parabola through the three highest. */
  #peak(lag: number): { lag: number; value: number } {
    const [left, middle, right] = [this.#at(lag - 1), this.#at(lag), this.#at(lag + 1)];
    const bend = left - 2 * middle + right;
    if (bend >= 0) return { lag, value: middle };
    const shift = (0.5 * (left - right)) / bend;
    return { lag: lag + shift, value: middle - 0.25 * (left - right) * shift };
  }

  #at(lag: number): number {
    return this.#likeness[lag] ?? 0;
  }
}

function average(samples: Float32Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i += 1) sum += samples[i] ?? 0;
  return sum / size;
}
