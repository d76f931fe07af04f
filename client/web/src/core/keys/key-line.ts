/** When the other's keys sound here: once, in order, a fixed delay after the key; dsp/midi/playing.py (ADR 21). */
import { holds, type KeyEvent, releaseOf, taken } from "./events";
import { FixedDelay } from "./fixed-delay";
import { type KeyMessage, readKeys } from "./key-message";

export interface Sounded {
  dueS: number;
  number: number;
  event: KeyEvent;
}

export const QUIET_S = 1;
const STRANGE_S = 5;
const MOST_LATE_S = 0.25;
const FRESH_S = 0.005;
const SEEN = 64;

export class KeyLine {
  readonly waiting = new FixedDelay();
  late = 0;
  dropped = 0;
  malformed = 0;
  #session: number | null = null;
  #saidS = Number.NEGATIVE_INFINITY;
  #heardS = Number.NEGATIVE_INFINITY;
  #newest = 0;
  #first = 0;
  #seen = new Set<number>();
  #queue: Sounded[] = [];
  #freed: Sounded[] = [];
  readonly #state = new Map<number, { number: number; down: boolean }>();
  readonly #sounding = new Set<number>();
  readonly #played = new Map<string, number>();

  /** Keys and pedals that are down here. */
  get sounding(): ReadonlySet<number> {
    return this.#sounding;
  }

  /** Whether a far keyboard is there. */
  alive(atS: number): boolean {
    return Math.abs(atS - this.#heardS) <= QUIET_S;
  }

  /** Takes in one message at this lesson time; false, and counted, when it is malformed. */
  receive(text: string, atS: number): boolean {
    const message = readKeys(text);
    if (!message || Math.abs(message.saidS - atS) > STRANGE_S) {
      this.malformed += 1;
      return false;
    }
    if (message.session !== this.#session) {
      if (message.saidS < this.#saidS) return true; // of a sender that has since begun anew
      this.#begin(message, atS);
    }
    this.#saidS = Math.max(this.#saidS, message.saidS);
    this.#heardS = atS;
    // The path first: it must be known before the first key.
    this.waiting.measured(atS - message.saidS, atS);
    const first = message.newest - message.events.length + 1;
    for (const [index, { pressedS, event }] of message.events.entries())
      this.#take(first + index, pressedS, event, atS);
    this.#letGo(message);
    return true;
  }

  /** What is to be played by `atS + aheadS`, in order; each is handed out once. */
  due(atS: number, aheadS = 0): Sounded[] {
    if (!this.alive(atS)) return this.release(atS);
    const played = this.#freed.splice(0);
    while ((this.#queue[0]?.dueS ?? Number.POSITIVE_INFINITY) <= atS + aheadS) {
      const one = this.#queue.shift();
      if (one && this.#note(one)) played.push(one);
    }
    return played;
  }

  /** Lets go of everything at once; what was still to come is forgotten. */
  release(atS: number): Sounded[] {
    this.#queue = [];
    this.#state.clear();
    const freed = [...this.#sounding].sort((a, b) => a - b);
    this.#sounding.clear();
    return [
      ...this.#freed.splice(0),
      ...freed.map((code) => ({ dueS: atS, number: 0, event: releaseOf(code) })),
    ];
  }

  #begin({ session, newest, saidS, events }: KeyMessage, atS: number): void {
    this.#freed = this.release(atS);
    this.#session = session;
    this.#seen.clear();
    this.#played.clear();
    // Who comes in the middle of a piece does not play what was over before.
    this.#first = newest - events.filter(({ pressedS }) => pressedS > saidS - FRESH_S).length;
    this.#newest = this.#first;
  }

  #take(number: number, pressedS: number, event: KeyEvent, atS: number): void {
    const newest = Math.max(number, this.#newest);
    if (this.#seen.has(number) || number <= newest - SEEN || number <= this.#first) return;
    this.#newest = newest;
    this.#seen.add(number);
    if (this.#seen.size > 2 * SEEN)
      this.#seen = new Set([...this.#seen].filter((one) => one > newest - SEEN));
    if (!taken(event) || Math.abs(pressedS - atS) > STRANGE_S) {
      this.malformed += 1;
      return;
    }
    const lateS = atS - pressedS - this.waiting.delayS;
    const dueS = pressedS + this.waiting.delayS;
    this.waiting.needed(atS - pressedS, atS);
    const held = holds(event);
    if (lateS > 0) this.late += 1;
    if (lateS > MOST_LATE_S && held?.down) {
      this.dropped += 1; // a key in the wrong place is worse than one that is missing
      return;
    }
    if (held && (this.#state.get(held.code)?.number ?? 0) < number)
      this.#state.set(held.code, { number, down: held.down });
    this.#push({ dueS, number, event });
  }

  /** What we hold, and the other end no longer does: its release was lost. */
  #letGo({ newest, saidS, held }: KeyMessage): void {
    for (const [code, { number, down }] of this.#state) {
      if (!down || number > newest || held.has(code)) continue;
      this.#state.set(code, { number: newest, down: false });
      this.#push({ dueS: saidS + this.waiting.delayS, number: newest, event: releaseOf(code) });
    }
  }

  #push(one: Sounded): void {
    const later = (other: Sounded) =>
      other.dueS > one.dueS || (other.dueS === one.dueS && other.number > one.number);
    const place = this.#queue.findIndex(later);
    this.#queue.splice(place < 0 ? this.#queue.length : place, 0, one);
  }

  /** Keeps account of what sounds; false for what was overtaken by a later word on the same key. */
  #note({ number, event }: Sounded): boolean {
    const held = holds(event);
    const address = held ? `key ${held.code}` : addressOf(event);
    if (number && number < (this.#played.get(address) ?? 0)) {
      this.dropped += 1;
      return false;
    }
    this.#played.set(address, number);
    if (held?.down) this.#sounding.add(held.code);
    else if (held) this.#sounding.delete(held.code);
    return true;
  }
}

function addressOf([status = 0, first = 0]: KeyEvent): string {
  const kind = status & 0xf0;
  return kind === 0xa0 || kind === 0xb0 ? `${status} ${first}` : `${status}`;
}
