/**
 * When the samples of an AudioContext were taken up, by the times at which its blocks arrive elsewhere.
 * A block comes late by chance and never early, so the earliest of the last seconds tells.
 */
import { RATE_HZ } from "./pcm";

/** Ten seconds of blocks of 50 ms: two clocks part by 1 ms in that time at most. */
const KEPT = 200;

export class RenderClock {
  readonly #offsets: number[] = [];

  /** All samples up to `end` were there at `nowMs`. */
  arrived(end: number, nowMs: number): void {
    this.#offsets.push(nowMs - (1000 * end) / RATE_HZ);
    if (this.#offsets.length > KEPT) this.#offsets.shift();
  }

  /** The time of a sample, ms of the same clock; null before any has arrived. */
  atMs(sample: number): number | null {
    if (this.#offsets.length === 0) return null;
    return Math.min(...this.#offsets) + (1000 * sample) / RATE_HZ;
  }
}
