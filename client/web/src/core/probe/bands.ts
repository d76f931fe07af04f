/** How loud a recording is in two bands, every 20 ms. */
import { Fft } from "../fft";
import { BREATH_HZ, VOICE_HZ } from "./plan";

export const FRAME_S = 0.02;

/** Powers by frame, in arbitrary but equal units. */
export interface Bands {
  voice: Float64Array;
  breath: Float64Array;
  /** Share of samples at the end of the scale. */
  clipped: number;
}

export function bandsOf(samples: Float32Array, rateHz: number): Bands {
  const hop = Math.round(FRAME_S * rateHz);
  const fft = new Fft(2 ** Math.ceil(Math.log2(hop)));
  const count = Math.max(0, Math.floor((samples.length - fft.size) / hop) + 1);
  const bands = { voice: new Float64Array(count), breath: new Float64Array(count), clipped: 0 };
  const window = Float64Array.from(
    { length: fft.size },
    (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / fft.size),
  );
  const re = new Float64Array(fft.size);
  const im = new Float64Array(fft.size);
  for (let frame = 0; frame < count; frame += 1) {
    for (let n = 0; n < fft.size; n += 1) re[n] = (samples[frame * hop + n] ?? 0) * (window[n] ?? 0);
    im.fill(0);
    fft.transform(re, im);
    bands.voice[frame] = power(re, im, rateHz / fft.size, VOICE_HZ);
    bands.breath[frame] = power(re, im, rateHz / fft.size, BREATH_HZ);
  }
  let clipped = 0;
  for (const x of samples) if (Math.abs(x) >= 0.99) clipped += 1;
  bands.clipped = clipped / Math.max(1, samples.length);
  return bands;
}

function power(
  re: Float64Array,
  im: Float64Array,
  binHz: number,
  { low, high }: { low: number; high: number },
) {
  let sum = 0;
  for (let k = Math.ceil(low / binHz); k <= Math.floor(high / binHz); k += 1)
    sum += (re[k] ?? 0) ** 2 + (im[k] ?? 0) ** 2;
  return sum;
}
