/**
 * How long sound takes from a page to its output and, by a cable or the air, back into the page.
 *
 * What was heard after each chirp is laid over all others, which takes noise away; where that is most like the
 * chirp, each chirp is looked for by itself, between samples too (the summit of its cross-correlation by Newton's
 * method on the cross-spectrum, as klangbro bench device does it).
 */
import { CHIRPS, chirp, highHz, LEAD_S, LOW_HZ, MOST_LAG_S, starts } from "./plan";
import { type Band, Cross } from "./spectrum";

export interface RoundTrip {
  name: "heard";
  ms: number;
  /** The same in samples, and how far the chirps' own lie apart. */
  samples: number;
  spreadMs: number;
  /** Chirps that it stands on. */
  n: number;
  /** Chirp over what is heard in silence. */
  snrDb: number;
}

export type Found =
  | RoundTrip
  /** Nothing like a chirp came back. */
  | { name: "quiet" }
  | { name: "clipped" }
  /** It changed while it was looked at: something skips. */
  | { name: "unsteady"; spreadMs: number };

/** Noise alone is never so like a chirp. */
const LEAST_LIKE = 0.2;
const ENOUGH = CHIRPS / 2;
/** A page's sound is moved on by blocks of 128 samples: less than half of one is no skip. */
const STEADY_MS = 1;
const AROUND_S = 0.008;
const FULL = 0.99;

/** `heard` begins with the sample that was taken when the first sample of the plan was given out. */
export function roundTrip(heard: Float32Array, rateHz: number): Found {
  const played = chirp(rateHz);
  const band = { lowHz: LOW_HZ, highHz: highHz(rateHz), rateHz };
  const reach = Math.round(MOST_LAG_S * rateHz) + played.length;
  const coarse = best(new Cross(played, together(heard, rateHz, reach), sizeOf(2 * reach), band), reach);
  if (coarse.height < LEAST_LIKE) return { name: "quiet" };
  if (clips(heard)) return { name: "clipped" };
  const lags = starts(rateHz)
    .map((start) => near(heard, played, start, coarse, band))
    .filter((lag) => lag !== null)
    .sort((one, other) => one - other);
  if (lags.length < ENOUGH) return { name: "quiet" };
  const spreadMs = (((lags.at(-1) ?? 0) - (lags[0] ?? 0)) / rateHz) * 1000;
  if (spreadMs > STEADY_MS) return { name: "unsteady", spreadMs };
  const samples = middle(lags);
  const snrDb = loudness(heard, Math.round(samples), played.length, rateHz);
  return { name: "heard", ms: (samples / rateHz) * 1000, samples, spreadMs, n: lags.length, snrDb };
}

interface Coarse {
  lag: number;
  sign: 1 | -1;
  height: number;
}

/** What came after each chirp's begin, on average. */
function together(heard: Float32Array, rateHz: number, reach: number): Float32Array {
  const sum = new Float32Array(reach);
  for (const start of starts(rateHz))
    for (let n = 0; n < reach; n += 1) sum[n] = (sum[n] ?? 0) + (heard[start + n] ?? 0) / CHIRPS;
  return sum;
}

/** An input that is wired the other way round hears valleys for summits. */
function best(cross: Cross, count: number): Coarse {
  const values = cross.lags(count);
  let lag = 0;
  for (let n = 1; n < values.length; n += 1)
    if (Math.abs(values[n] ?? 0) > Math.abs(values[lag] ?? 0)) lag = n;
  const value = values[lag] ?? 0;
  return { lag, sign: value < 0 ? -1 : 1, height: Math.abs(value) };
}

/** One chirp's own lag; null where it was not heard. */
function near(
  heard: Float32Array,
  played: Float32Array,
  start: number,
  coarse: Coarse,
  band: Band,
): number | null {
  const around = Math.min(coarse.lag, Math.round(AROUND_S * band.rateHz));
  const from = start + coarse.lag - around;
  const window = heard.subarray(from, from + played.length + 2 * around);
  if (window.length < played.length) return null;
  const cross = new Cross(played, window, sizeOf(window.length + played.length), band);
  const own = best(cross, 2 * around + 1);
  if (own.height < LEAST_LIKE || own.sign !== coarse.sign) return null;
  const { lag, height } = cross.summit(own.lag, own.sign);
  return height < LEAST_LIKE ? null : coarse.lag - around + lag;
}

function clips(heard: Float32Array): boolean {
  let full = 0;
  for (const value of heard) full = Math.abs(value) >= FULL ? full + 1 : 0;
  return full > 2 || heard.some((value, n) => Math.abs(value) >= FULL && Math.abs(heard[n + 1] ?? 0) >= FULL);
}

function loudness(heard: Float32Array, lag: number, length: number, rateHz: number): number {
  const silence = heard.subarray(0, Math.round(LEAD_S * rateHz));
  const floor = power(silence);
  const loud = starts(rateHz).map((start) => power(heard.subarray(start + lag, start + lag + length)));
  return 10 * Math.log10(Math.max(1e-12, middle(loud) - floor) / Math.max(1e-12, floor));
}

function power(samples: Float32Array): number {
  return samples.reduce((sum, x) => sum + x * x, 0) / Math.max(1, samples.length);
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const [low, high] = [sorted[(sorted.length - 1) >> 1] ?? 0, sorted[sorted.length >> 1] ?? 0];
  return (low + high) / 2;
}

function sizeOf(least: number): number {
  return 2 ** Math.ceil(Math.log2(least));
}
