/** How long after the key it sounds here: fixed while somebody plays; dsp/midi/waiting.py (ADR 21). */

const STEP_S = 0.005;
/** A lost message's events come with the next two. */
const SPARE_S = 0.02;
const LIFT_S = 0.01;
const WINDOW_S = 60;
const SEEN_MOST = 4096;
const LOWER_BY_S = 0.015;
const REST_S = 3;
const [LEAST_S, MOST_S] = [0.02, 0.5];

export class FixedDelay {
  delayS = LEAST_S;
  lifts = 0;
  #transits: { atS: number; transitS: number }[] = [];
  #playedS: number | null = null;

  /** A message was so long under way; between two pieces the delay follows. */
  measured(transitS: number, atS: number): void {
    const old = this.#transits.findIndex((one) => atS - one.atS >= 0 && atS - one.atS <= WINDOW_S);
    this.#transits.splice(0, old < 0 ? this.#transits.length : old);
    this.#note(transitS, atS);
    if (this.#playedS !== null && atS - this.#playedS < REST_S) return;
    const longestS = this.#transits.reduce((most, one) => Math.max(most, one.transitS), -1);
    const wantedS = stepped(longestS + SPARE_S);
    if (wantedS > this.delayS || wantedS < this.delayS - LOWER_BY_S) this.delayS = wantedS;
  }

  /** An event came so long after its key; one that is late lifts the delay for those to come. */
  needed(transitS: number, atS: number): void {
    this.#playedS = atS;
    if (transitS > this.delayS) {
      this.lifts += 1;
      this.delayS = Math.max(this.delayS, stepped(transitS + LIFT_S));
    }
    this.#note(transitS, atS);
  }

  #note(transitS: number, atS: number): void {
    this.#transits.push({ atS, transitS });
    if (this.#transits.length > SEEN_MOST) this.#transits.shift();
  }
}

function stepped(delayS: number): number {
  return Math.min(MOST_S, Math.max(LEAST_S, Math.ceil(delayS / STEP_S - 1e-9) * STEP_S));
}
