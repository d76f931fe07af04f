/** A lag between samples: the summit of a cross-correlation that is kept as its spectrum. */
import { Fft } from "../fft";

const STEPS = 8;

export interface Band {
  lowHz: number;
  highHz: number;
  rateHz: number;
}

export class Cross {
  readonly #fft: Fft;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  /** Root of the energy in the band: of what was played, of what was heard. */
  readonly #norm: number;
  readonly #first: number;

  /** Both are padded with silence to `size`, a power of two at least as long as both together. */
  constructor(played: Float32Array, heard: Float32Array, size: number, { lowHz, highHz, rateHz }: Band) {
    this.#fft = new Fft(size);
    const [x, y] = [this.#spectrum(played), this.#spectrum(heard)];
    this.#first = Math.ceil((lowHz / rateHz) * size);
    const last = Math.min(size / 2 - 1, Math.floor((highHz / rateHz) * size));
    this.#re = new Float64Array(last - this.#first + 1);
    this.#im = new Float64Array(last - this.#first + 1);
    let [ofX, ofY] = [0, 0];
    for (let k = this.#first; k <= last; k += 1) {
      const [a, b, c, d] = [at(x.re, k), at(x.im, k), at(y.re, k), at(y.im, k)];
      this.#re[k - this.#first] = c * a + d * b;
      this.#im[k - this.#first] = d * a - c * b;
      ofX += a * a + b * b;
      ofY += c * c + d * d;
    }
    this.#norm = Math.sqrt(ofX * ofY);
  }

  /** Correlation at whole lags 0 to `count` - 1, -1 to 1. */
  lags(count: number): Float64Array {
    const size = this.#fft.size;
    const [re, im] = [new Float64Array(size), new Float64Array(size)];
    // Swapped on the way in and out, a transform is its own inverse. Negative frequencies mirror the others.
    re.set(this.#im, this.#first);
    im.set(this.#re, this.#first);
    this.#fft.transform(re, im);
    return im.slice(0, count).map((value) => value / (this.#norm || 1));
  }

  /** Correlation and lag at the summit, or the valley, next to a whole lag. */
  summit(near: number, sign: 1 | -1): { lag: number; height: number } {
    let lag = near;
    for (let step = 0; step < STEPS; step += 1) {
      const { slope, bend } = this.#at(lag, sign);
      // Past the bend there is no summit here: half a sample is as far as it can lie from the largest value.
      if (bend >= 0) break;
      const move = Math.max(-0.5, Math.min(0.5, -slope / bend));
      lag = Math.max(near - 1, Math.min(near + 1, lag + move));
      if (Math.abs(move) < 1e-6) break;
    }
    return { lag, height: this.#at(lag, sign).value / (this.#norm || 1) };
  }

  #at(lag: number, sign: 1 | -1): { value: number; slope: number; bend: number } {
    let [value, slope, bend] = [0, 0, 0];
    for (let n = 0; n < this.#re.length; n += 1) {
      const w = (2 * Math.PI * (n + this.#first)) / this.#fft.size;
      const [c, s] = [Math.cos(w * lag), Math.sin(w * lag)];
      const [re, im] = [sign * at(this.#re, n), sign * at(this.#im, n)];
      value += re * c - im * s;
      slope -= w * (re * s + im * c);
      bend -= w * w * (re * c - im * s);
    }
    return { value, slope, bend };
  }

  #spectrum(samples: Float32Array): { re: Float64Array; im: Float64Array } {
    const [re, im] = [new Float64Array(this.#fft.size), new Float64Array(this.#fft.size)];
    re.set(samples.subarray(0, this.#fft.size));
    this.#fft.transform(re, im);
    return { re, im };
  }
}

function at(values: Float64Array, index: number): number {
  return values[index] as number;
}
