/** What two ends say on the clock channel; client/native/clock_talk.py is the other half. PROTOCOL.md has the fields. */
import type { PeerClock } from "./peer-clock";

const QUICK_S = 0.1;
const QUICK_FOR_S = 2;
const PATIENT_S = 0.5;
const MOST_CHARACTERS = 256;
const MOST_S = 1e11;
/** A timer that fires a little early must not wait for the next turn. */
const EARLY_S = 0.02;

interface Message {
  v: 1;
  n: number;
  now: number;
  echo: { t0: number; t1: number; n: number } | null;
  origin: number | null;
}

export class ClockTalk {
  readonly clock: PeerClock;
  /** What the far end adds to its clock, if it says that its clock is lesson time. */
  originS: number | null = null;
  malformed = 0;
  #count = 0;
  #beganS: number | null = null;
  #saidS = Number.NEGATIVE_INFINITY;
  #newest = -1;
  #echo: Message["echo"] = null;

  constructor(clock: PeerClock) {
    this.clock = clock;
  }

  /** Whether it is time for another message: ten a second at first, then two. */
  due(nowS: number): boolean {
    const quick = nowS - (this.#beganS ?? nowS) < QUICK_FOR_S;
    return nowS - this.#saidS >= (quick ? QUICK_S : PATIENT_S) - EARLY_S;
  }

  /** The next message; `originS` where our clock is lesson time. */
  write(nowS: number, originS: number | null): string {
    this.#beganS ??= nowS;
    this.#saidS = nowS;
    this.#count += 1;
    return JSON.stringify({ v: 1, n: this.#count, now: nowS, echo: this.#echo, origin: originS });
  }

  /** Takes in one message; false, and counted, when it is malformed. One that was overtaken is let be. */
  read(text: string, arrivalS: number): boolean {
    const message = parse(text);
    if (message && message.n <= this.#newest) return true;
    const { echo } = message ?? {};
    if (!message || (echo && !this.clock.exchange(echo.t0, echo.t1, message.now, arrivalS))) {
      this.malformed += 1;
      return false;
    }
    this.#newest = message.n;
    this.#echo = { t0: message.now, t1: arrivalS, n: message.n };
    this.originS = message.origin;
    return true;
  }
}

function parse(text: string): Message | null {
  if (text.length > MOST_CHARACTERS) return null;
  try {
    return check(JSON.parse(text));
  } catch {
    return null;
  }
}

function check(value: unknown): Message | null {
  const message = record(value);
  if (message?.v !== 1 || !Number.isSafeInteger(message.n) || (message.n as number) < 0) return null;
  const echo = record(message.echo);
  const told = message.echo === null || message.echo === undefined;
  if (!seconds(message.now) || (!told && !(echo && seconds(echo.t0) && seconds(echo.t1)))) return null;
  return {
    v: 1,
    n: message.n as number,
    now: message.now,
    echo: echo && { t0: echo.t0 as number, t1: echo.t1 as number, n: 0 },
    origin: seconds(message.origin) ? message.origin : null,
  };
}

function record(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

function seconds(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) < MOST_S;
}
