/** Was the computer asleep? A timer that should have run and did not, by the wall clock. */

/** A page in sight is looked at four times a second; a hidden one a browser may slow down to once a minute. */
const SEEN_S = 8;
const HIDDEN_S = 90;

export class SleepWatch {
  #lastS: number | null = null;
  #hidden = false;

  /** To be asked regularly. How long nothing ran, s, if that was sleep; else null. */
  look(unixS: number, hidden: boolean): number | null {
    const lastS = this.#lastS;
    const limitS = this.#hidden || hidden ? HIDDEN_S : SEEN_S;
    this.#lastS = unixS;
    this.#hidden = hidden;
    const sleptS = lastS === null ? 0 : unixS - lastS;
    return sleptS > limitS ? sleptS : null;
  }
}
