/** Durable messages both ways: what we must not lose, and what we must not take twice. */
import type { DurableMessage } from "../protocol";

/** Numbers our durable messages from 1 and keeps each until the room has stored it. */
export class Outbox {
  #sent = 0;
  #waiting: DurableMessage[] = [];

  add(message: DurableMessage): DurableMessage {
    this.#sent += 1;
    const numbered = { ...message, seq: this.#sent };
    this.#waiting.push(numbered);
    return numbered;
  }

  acknowledged(seq: number): void {
    this.#waiting = this.#waiting.filter((message) => (message.seq ?? 0) > seq);
  }

  get waiting(): readonly DurableMessage[] {
    return this.#waiting;
  }

  /**
   * The room has forgotten this endpoint and counts from 1 again. What still makes sense is kept; words
   * about connections of the old endpoint would only be refused.
   */
  restart(): void {
    this.#waiting = this.#waiting.filter(({ type }) => type !== "description" && type !== "connection_state");
    this.countFrom(0);
  }

  /** This page was loaded anew in the place of one of which the room has `seen` messages: count on from there. */
  countFrom(seen: number): void {
    const kept = this.#waiting;
    this.#sent = seen;
    this.#waiting = [];
    for (const message of kept) this.add(message);
  }
}

export type Arrival = "new" | "again" | "gap";

/** Knows how far we have read the room's durable messages. */
export class Inbox {
  #seen: number;

  constructor(seen = 0) {
    this.#seen = seen;
  }

  get seen(): number {
    return this.#seen;
  }

  arrived(seq: number): Arrival {
    if (seq <= this.#seen) return "again";
    if (seq !== this.#seen + 1) return "gap";
    this.#seen = seq;
    return "new";
  }

  restart(): void {
    this.#seen = 0;
  }
}
