/** A radix-2 FFT in place, sines made beforehand: the tuner asks for it ten times a second. */
export class Fft {
  readonly size: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #reversed: Uint32Array;

  /** `size` is a power of two. */
  constructor(size: number) {
    if (size < 2 || (size & (size - 1)) !== 0) throw new RangeError(`FFT of ${size}: not a power of two`);
    this.size = size;
    this.#cos = Float64Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sin = Float64Array.from({ length: size / 2 }, (_, k) => Math.sin((2 * Math.PI * k) / size));
    const bits = Math.log2(size);
    this.#reversed = Uint32Array.from({ length: size }, (_, index) => reverse(index, bits));
  }

  /** Unnormalised, with exp(-i...); `re` and `im` have `size` values each. */
  transform(re: Float64Array, im: Float64Array): void {
    this.#shuffle(re, im);
    for (let half = 1; half < this.size; half *= 2) {
      const stride = this.size / (2 * half);
      for (let start = 0; start < this.size; start += 2 * half)
        for (let k = 0; k < half; k += 1) this.#butterfly(re, im, start + k, half, k * stride);
    }
  }

  #butterfly(re: Float64Array, im: Float64Array, low: number, half: number, turn: number): void {
    const high = low + half;
    const c = this.#cos[turn] as number;
    const s = this.#sin[turn] as number;
    const hr = re[high] as number;
    const hi = im[high] as number;
    const tr = hr * c + hi * s;
    const ti = hi * c - hr * s;
    re[high] = (re[low] as number) - tr;
    im[high] = (im[low] as number) - ti;
    re[low] = (re[low] as number) + tr;
    im[low] = (im[low] as number) + ti;
  }

  #shuffle(re: Float64Array, im: Float64Array): void {
    for (let i = 0; i < this.size; i += 1) {
      const j = this.#reversed[i] as number;
      if (j <= i) continue;
      [re[i], re[j]] = [re[j] as number, re[i] as number];
      [im[i], im[j]] = [im[j] as number, im[i] as number];
    }
  }
}

function reverse(index: number, bits: number): number {
  let reversed = 0;
  for (let bit = 0; bit < bits; bit += 1) reversed |= ((index >> bit) & 1) << (bits - 1 - bit);
  return reversed >>> 0;
}
