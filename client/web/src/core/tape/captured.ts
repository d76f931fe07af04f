/**
 * Blocks of a microphone, each with the browser's time of its capture: what was dropped between them is found.
 * A stamp is late by chance, for a block or some; behind a hole all of them are, so it is waited for these.
 */
import { RATE_HZ } from "./pcm";

/** A tenth of a second of most devices' blocks. */
const AHEAD = 10;
/** Less than a block of 10 ms; more than stamps err together. */
const HOLE_S = 0.0075;
/** Further than any card's rate is from its name. */
const DRIFT = 1e-3;

export interface Placed<Block> {
  block: Block;
  /** Frames that are missing before it. */
  missing: number;
  /** Of its first frame, by the browser's clock of captures. */
  capturedS: number;
}

export class Captured<Block> {
  readonly #row: { block: Block; seen: number; frames: number; leadS: number }[] = [];
  #seen = 0;
  /** Capture time less the frames seen, as it stood at the last block that was given; null: none was. */
  #leadS: number | null = null;

  /** In goes a block, out comes an earlier one, or none yet. */
  put(block: Block, frames: number, capturedS: number): Placed<Block> | null {
    const seen = this.#seen;
    this.#seen += frames;
    this.#row.push({ block, seen, frames, leadS: capturedS - seen / RATE_HZ });
    if (this.#row.length <= AHEAD) return null;
    const leastS = Math.min(...this.#row.map(({ leadS }) => leadS));
    const first = this.#row.shift();
    if (!first) return null;
    const missing = this.#follow(leastS, first.frames);
    return { block: first.block, missing, capturedS: (this.#leadS ?? leastS) + first.seen / RATE_HZ };
  }

  #follow(leastS: number, frames: number): number {
    const before = this.#leadS ?? leastS;
    if (leastS - before > HOLE_S) {
      this.#leadS = leastS;
      return Math.round((leastS - before) * RATE_HZ);
    }
    this.#leadS = Math.min(leastS, before + (DRIFT * frames) / RATE_HZ);
    return 0;
  }
}
