/** One end of a measurement: sends a profile's packets, takes down when each went and came. Of page or worker. */
import { dueBy, KNOCK, probeText, readProbe } from "../../core/probes";

/** What of a data channel is used here. */
export interface Line {
  readonly readyState: string;
  readonly bufferedAmount: number;
  onmessage: ((event: MessageEvent) => void) | null;
  send(text: string): void;
}

export interface Run {
  run: number;
  interval_us: number;
  size: number;
  count: number;
}

/** By this end's clock, ms; what came is (number, time), as it came. */
export interface Times {
  sentMs: number[];
  came: [number, number][];
}

export interface EndWords {
  /** The far end has answered a knock. */
  onAnswered: () => void;
  onShare: (share: number) => void;
}

/** After the last packet was sent, what is still on its way may come. */
const LATE_MS = 1000;
const KNOCK_MS = 100;
/** Bounded: what cannot go now is worth nothing later. */
const MOST_BUFFERED = 4096;

export class ProbeEnd {
  readonly #line: Line;
  readonly #words: EndWords;
  readonly #knocking: ReturnType<typeof setInterval>;
  #came: [number, number, number][] = [];
  #stopped = false;

  constructor(line: Line, words: EndWords) {
    this.#line = line;
    this.#words = words;
    this.#knocking = setInterval(() => this.#send(KNOCK), KNOCK_MS);
    line.onmessage = ({ data }: MessageEvent) => {
      // Before anything else: the moment is what is measured.
      const atMs = performance.now();
      const probe = typeof data === "string" ? readProbe(data) : null;
      if (probe?.run === 0) this.#answered();
      else if (probe) this.#came.push([probe.run, probe.number, atMs]);
    };
  }

  /** A timer comes late: each packet is stamped as it leaves, and what is due goes at once. */
  async measure({ run, interval_us, size, count }: Run): Promise<Times> {
    const sentMs: number[] = [];
    const intervalMs = interval_us / 1000;
    const beganMs = performance.now();
    while (sentMs.length < count && !this.#stopped) {
      const due = dueBy(performance.now() - beganMs, intervalMs, count);
      while (sentMs.length < due) {
        const text = probeText({ run, number: sentMs.length }, size);
        sentMs.push(performance.now());
        this.#send(text);
        if (sentMs.length % 100 === 0) this.#words.onShare(sentMs.length / count);
      }
      await pause(beganMs + sentMs.length * intervalMs - performance.now());
    }
    await pause(LATE_MS);
    return this.#taken(run, sentMs);
  }

  close(): void {
    this.#stopped = true;
    clearInterval(this.#knocking);
    this.#line.onmessage = null;
  }

  /** From the earliest moment on: what the server is told are small numbers. */
  #taken(run: number, sentMs: readonly number[]): Times {
    const came = this.#came.filter((one) => one[0] === run);
    this.#came = [];
    const firstMs = Math.min(sentMs[0] ?? 0, came[0]?.[2] ?? Number.POSITIVE_INFINITY);
    return {
      sentMs: sentMs.map((atMs) => atMs - firstMs),
      came: came.map(([, number, atMs]) => [number, atMs - firstMs]),
    };
  }

  #answered(): void {
    clearInterval(this.#knocking);
    this.#words.onAnswered();
  }

  #send(text: string): void {
    const { readyState, bufferedAmount } = this.#line;
    if (readyState === "open" && bufferedAmount < MOST_BUFFERED) this.#line.send(text);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, Math.max(0, ms)));
}
