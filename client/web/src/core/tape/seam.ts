/** Where a microphone's blocks have a hole: one was dropped, or another device goes on. Counted, not heard. */
import { RATE_HZ } from "./pcm";

/** Stamps of a sound card jump by some milliseconds; a hole is longer. */
const HOLE_S = 0.03;

export class Seam {
  #endS: number | null = null;

  /** How many frames are missing before a block that was captured at that time of the browser's clock, s. */
  missing(capturedS: number, frames: number): number {
    const holeS = this.#endS === null ? 0 : capturedS - this.#endS;
    this.#endS = capturedS + frames / RATE_HZ;
    return holeS > HOLE_S ? Math.round(holeS * RATE_HZ) : 0;
  }
}
