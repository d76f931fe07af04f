/** For tests: a microphone in a room, and what stands behind it. Everything about it is drawn at random. */
import { Fft } from "../fft";

export interface Truth {
  echo: boolean;
  noise: boolean;
  gain: boolean;
}

export type Random = () => number;

/** What changes slowly is worked out once in so many samples. */
const BLOCK = 64;

/** mulberry32: small, and the same everywhere. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What a microphone's track would carry: `played` in a room, heard with noise, then processed. */
export function recorded(played: Float32Array, rateHz: number, truth: Truth, random: Random): Float32Array {
  const between = (low: number, high: number) => low + (high - low) * random();
  const lag = Math.round(between(0.05, 1.5) * rateHz);
  const heard = new Float32Array(played.length + Math.round(2.5 * rateHz));
  heard.set(room(played, rateHz, between), lag);
  move(heard, rateHz, between);
  if (truth.echo) cancelEcho(heard, lag, rateHz, between);
  addFloor(heard, rateHz, between, random);
  if (truth.gain) controlGain(heard, rateHz, between);
  return truth.noise ? suppress(heard, between) : heard;
}

type Between = (low: number, high: number) => number;

/** A small loudspeaker near a microphone: a dull or bright response, some reflections, a short tail. */
function room(played: Float32Array, rateHz: number, between: Between): Float32Array {
  const out = new Float32Array(played.length);
  const loud = 10 ** (between(-22, 6) / 20);
  const dull = between(0, 0.45);
  const taps = Array.from({ length: 6 }, () => ({
    at: Math.round(between(0.002, 0.03) * rateHz),
    by: between(-0.25, 0.25),
  }));
  const [back, feed] = [Math.round(between(0.02, 0.05) * rateHz), between(0, 0.4)];
  let low = 0;
  for (let n = 0; n < out.length; n += 1) {
    let x = played[n] ?? 0;
    for (const { at, by } of taps) x += by * (played[n - at] ?? 0);
    low += (1 - dull) * (x - low);
    out[n] = loud * low + feed * (out[n - back] ?? 0);
  }
  return out;
}

/** A hand that holds a headphone does not hold it still. */
function move(samples: Float32Array, rateHz: number, between: Between): void {
  const waves = [0, 1].map(() => ({ db: between(0, 1), hz: between(0.03, 0.3), phase: between(0, 6.28) }));
  let by = 1;
  for (let n = 0; n < samples.length; n += 1) {
    if (n % BLOCK === 0) {
      const db = waves.reduce((sum, w) => sum + w.db * Math.sin((6.283 * w.hz * n) / rateHz + w.phase), 0);
      by = 10 ** (db / 20);
    }
    samples[n] = (samples[n] ?? 0) * by;
  }
}

function addFloor(samples: Float32Array, rateHz: number, between: Between, random: Random): void {
  const rms = 10 ** (between(-80, -58) / 20);
  const hum = { hz: between(48, 130), level: rms * between(0, 3) };
  let brown = 0;
  for (let n = 0; n < samples.length; n += 1) {
    const white = 2 * random() - 1;
    brown = 0.95 * brown + white;
    const noise = rms * (white + 0.3 * brown) + hum.level * Math.sin((6.283 * hum.hz * n) / rateHz);
    samples[n] = (samples[n] ?? 0) + noise;
  }
}

/** Knows what is played, and has learned the room after a second or less. */
function cancelEcho(samples: Float32Array, lag: number, rateHz: number, between: Between): void {
  const [learnsS, left] = [between(0.25, 0.7), 10 ** (-between(18, 40) / 20)];
  for (let n = lag; n < samples.length; n += 1) {
    const sinceS = Math.max(0, (n - lag) / rateHz - 0.75);
    samples[n] = (samples[n] ?? 0) * Math.max(left, Math.exp((-3 * sinceS) / learnsS));
  }
}

/** Follows the level of what is louder than the floor, a few dB a second up and quicker down. */
function controlGain(samples: Float32Array, rateHz: number, between: Between): void {
  const target = between(-24, -14);
  const [up, down, most] = [between(2, 8), between(6, 30), between(18, 30)];
  let [envelope, gainDb] = [0, between(-6, 15)];
  const fade = Math.exp(-1 / (0.3 * rateHz));
  const blockS = BLOCK / rateHz;
  for (let at = 0; at < samples.length; at += BLOCK) {
    const block = samples.subarray(at, at + BLOCK);
    for (const x of block) envelope = Math.max(Math.abs(x), envelope * fade);
    const level = 20 * Math.log10(envelope + 1e-9);
    if (level > -52) {
      const change = Math.max(-most, Math.min(most, target - level)) - gainDb;
      gainDb += Math.max(-down * blockS, Math.min(up * blockS, change));
    }
    const by = 10 ** (gainDb / 20);
    block.forEach((x, n) => {
      block[n] = Math.max(-1, Math.min(1, x * by));
    });
  }
}

/** Learns by quantile what is always there, by frequency, and takes it out. */
function suppress(samples: Float32Array, between: Between): Float32Array {
  const [size, hop] = [256, 128];
  const fft = new Fft(size);
  const [least, over, step] = [10 ** (-between(9, 20) / 20), between(1.2, 2.5), between(0.4, 1)];
  const noiseDb = new Float64Array(size / 2 + 1).fill(-60);
  const gains = new Float64Array(size / 2 + 1).fill(1);
  const out = new Float32Array(samples.length);
  const [re, im] = [new Float64Array(size), new Float64Array(size)];
  const window = Float64Array.from({ length: size }, (_, n) => Math.sin((Math.PI * (n + 0.5)) / size));
  for (let at = 0; at + size <= samples.length; at += hop) {
    for (let n = 0; n < size; n += 1) re[n] = (samples[at + n] ?? 0) * (window[n] ?? 0);
    im.fill(0);
    fft.transform(re, im);
    for (let k = 0; k <= size / 2; k += 1) {
      const power = (re[k] ?? 0) ** 2 + (im[k] ?? 0) ** 2;
      const level = 10 * Math.log10(power + 1e-12);
      const known = noiseDb[k] ?? 0;
      noiseDb[k] = known + (level > known ? 0.35 : -0.65) * step;
      const wanted = Math.max(least, 1 - (over * 2 * 10 ** ((noiseDb[k] ?? 0) / 10)) / (power + 1e-12));
      gains[k] = 0.6 * (gains[k] ?? 1) + 0.4 * wanted;
      scale(re, im, k, gains[k] ?? 1, size);
    }
    // The inverse of a spectrum is the forward transform of its mirror image.
    for (let n = 0; n < size; n += 1) im[n] = -(im[n] ?? 0);
    fft.transform(re, im);
    for (let n = 0; n < size; n += 1)
      out[at + n] = (out[at + n] ?? 0) + ((re[n] ?? 0) * (window[n] ?? 0)) / size;
  }
  return out;
}

function scale(re: Float64Array, im: Float64Array, k: number, by: number, size: number): void {
  for (const bin of k === 0 || k === size / 2 ? [k] : [k, size - k]) {
    re[bin] = (re[bin] ?? 0) * by;
    im[bin] = (im[bin] ?? 0) * by;
  }
}
