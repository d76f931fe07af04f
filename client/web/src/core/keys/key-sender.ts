/** What a keyboard's end says: its events, again and again, and what is down; dsp/midi/sending.py (ADR 21). */
import { holds, type KeyEvent, releaseOf } from "./events";

const MOST_EVENTS = 32;
const MOST_HELD = 128;
const KEPT_S = 0.4;
const AGAIN_S = [0.01, 0.025, 0.05, 0.1, 0.2];
const QUIET_PAUSE_S = 0.25;
const QUICK_S = 0.05;
const QUICK_FOR_S = 2;

export class KeySender {
  readonly #session: number;
  #number = 0;
  #recent: { nowS: number; atS: number; event: KeyEvent }[] = [];
  readonly #held = new Set<number>();
  #lastAtS = Number.NEGATIVE_INFINITY;
  #beganS: number | null = null;
  #nextS = Number.NEGATIVE_INFINITY;
  #again: number[] = [];

  /** `session`: random, 31 bits; tells this sender from an earlier one. */
  constructor(session: number) {
    this.#session = session;
  }

  /** Takes one whole event that may go; `atS` is lesson time, `nowS` ours. */
  play(event: KeyEvent, atS: number, nowS: number): void {
    const held = holds(event);
    if (held?.down) this.#held.add(held.code);
    else if (held) this.#held.delete(held.code);
    // Two stamps out of order would be played out of order.
    this.#lastAtS = atS > this.#lastAtS - 1 ? Math.max(atS, this.#lastAtS) : atS;
    this.#number += 1;
    this.#recent = [...this.#recent, { nowS, atS: this.#lastAtS, event }].slice(-MOST_EVENTS);
    this.#nextS = nowS;
    this.#again = AGAIN_S.map((laterS) => nowS + laterS);
  }

  /** Lets go of everything that is down: the keyboard was unplugged or switched off. */
  release(atS: number, nowS: number): void {
    for (const code of this.#down()) this.play(releaseOf(code), atS, nowS);
  }

  pauseS(nowS: number): number {
    return Math.max(0, this.#nextS - nowS);
  }

  compose(atS: number, nowS: number): string {
    this.#beganS ??= nowS;
    this.#recent = this.#recent.filter((one) => nowS - one.nowS <= KEPT_S);
    this.#again = this.#again.filter((one) => one > nowS);
    const quick = nowS - this.#beganS < QUICK_FOR_S;
    this.#nextS = Math.min(nowS + (quick ? QUICK_S : QUIET_PAUSE_S), ...this.#again);
    return JSON.stringify({
      v: 1,
      s: this.#session,
      n: this.#number,
      at: micro(atS),
      held: this.#down().slice(0, MOST_HELD),
      events: this.#recent.map(({ atS: pressedS, event }) => [micro(pressedS), ...event]),
    });
  }

  #down(): number[] {
    return [...this.#held].sort((a, b) => a - b);
  }
}

function micro(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
