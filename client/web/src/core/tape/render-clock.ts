/**
 * When the samples of a tape were taken up, by the times at which its blocks arrive elsewhere.
 * A block comes late by chance and never early, so the earliest of the last seconds tells.
 */
import { RATE_HZ } from "./pcm";

/** Two clocks part by 1 ms in ten seconds at most. */
const KEPT = 10 * RATE_HZ;

export class RenderClock {
  readonly #seen: { end: number; offsetMs: number }[] = [];

  /** All samples up to `end` were there at `nowMs`. */
  arrived(end: number, nowMs: number): void {
    const offsetMs = nowMs - (1000 * end) / RATE_HZ;
    // What a later block undercuts never tells again: the row stays short, and its first is the least.
    while ((this.#seen.at(-1)?.offsetMs ?? Number.NEGATIVE_INFINITY) >= offsetMs) this.#seen.pop();
    this.#seen.push({ end, offsetMs });
    while (this.#seen.length > 1 && (this.#seen[0]?.end ?? end) < end - KEPT) this.#seen.shift();
  }

  /** The time of a sample, ms of the same clock; null before any has arrived. */
  atMs(sample: number): number | null {
    const [least] = this.#seen;
    return least ? least.offsetMs + (1000 * sample) / RATE_HZ : null;
  }
}
