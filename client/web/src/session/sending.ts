/**
 * Brings to the server what this page has taped: the marked moments, or all of it where the person asks.
 * Whatever breaks it off, the same parts go on where they were; what the server has is deleted here.
 */
import { signal } from "@preact/signals";
import { bytesOf, parcelOf, sum } from "../core/tape/parcel";
import { markedStretches, type Stretch, stamps, wholeStretches } from "../core/tape/stretches";
import { CHUNK_BYTES, type Manifest, type RecordingApi, RecordingError, type TakeOut } from "./recordings";
import type { Held, Shelf } from "./shelf";

export interface SendView {
  /**
   * `sending`, `waiting` (for the server, or for the end of what is still recorded), `rest` (what was marked
   * is there; all the rest still lies here and could be sent), `done` (sent, and nothing lies here).
   */
  phase: "none" | "sending" | "waiting" | "rest" | "done";
  /** How many moments are sent, 0 where all is; and how many bytes of how many. */
  moments: number;
  sent: number;
  bytes: number;
  /** What sending everything would be. */
  wholeBytes: number;
}

interface Part {
  held: Held;
  stretch: Stretch;
}

/** What is to be done about all the tapes of one take. */
interface Job {
  tapes: Held[];
  parts: Part[];
  moments: number;
  all: boolean;
}

export interface Sending {
  shelf: Pick<Shelf, "all" | "drop" | "wantAll">;
  api: (token: string) => Pick<RecordingApi, "takes" | "announce" | "put" | "finish" | "nothing">;
  pause: (seconds: number) => Promise<void>;
  /** Breaks off what is under way. */
  abort: () => void;
  /** Whether nothing that goes before needs the network: a lesson. */
  free: () => Promise<boolean>;
  /** The invite of this visit: its person may ask for the rest; that of earlier ones goes. */
  token: string | null;
}

const [AGAIN_S, MOST_S] = [1, 15];
const NOTHING: SendView = { phase: "none", moments: 0, sent: 0, bytes: 0, wholeBytes: 0 };

export class Sender {
  readonly view = signal<SendView>(NOTHING);
  readonly #with: Sending;
  #stopped = false;
  #running = false;

  constructor(sending: Sending) {
    this.#with = sending;
  }

  /** Until nothing is left to do, or `stop`. */
  async run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (let pauseS = AGAIN_S; !this.#stopped; pauseS = Math.min(MOST_S, 2 * pauseS)) {
      // The disk of a browser fails as a network does; what lies there is looked at anew.
      if (await this.#turn().catch(() => false)) break;
      if (this.view.peek().phase === "sending") {
        if (this.view.peek().sent > 0) pauseS = AGAIN_S;
        this.#say({ phase: "waiting" });
      }
      await this.#with.pause(pauseS);
    }
    this.#running = false;
  }

  stop(): void {
    this.#stopped = true;
    this.#with.abort();
  }

  /** The person asks for all of it. */
  async sendAll(): Promise<void> {
    for (const { name } of await this.#mine()) await this.#with.shelf.wantAll(name);
    await this.run();
  }

  /** The person does not want the rest. */
  async dropRest(): Promise<void> {
    await this.#drop(await this.#mine());
    this.#say({ phase: "done" });
  }

  /** True: all is done that can be. */
  async #turn(): Promise<boolean> {
    if (!(await this.#with.free())) return false;
    const known = await this.#with.shelf.all();
    const { jobs, waiting } = await this.#plan(known);
    const parts = jobs.flatMap((job) => job.parts);
    const bytes = parts.reduce((all, { held, stretch }) => all + bytesOf(stretch, held.channels), 0);
    const moments = jobs.some(({ all }) => all) ? 0 : Math.max(0, ...jobs.map((job) => job.moments));
    if (parts.length > 0) this.#say({ phase: "sending", moments, bytes, sent: 0 });
    for (const job of jobs) await this.#deliver(job);
    if (waiting) {
      this.#say({ phase: "waiting" });
      return false;
    }
    const rest = await this.#mine();
    const wholeBytes = rest.reduce((all, held) => all + held.sound.size, 0);
    if (rest.length > 0) this.#say({ phase: "rest", wholeBytes });
    else if (known.length > 0 || this.view.peek().phase !== "none") this.#say({ phase: "done" });
    return true;
  }

  /** What the server says of each take; what it will never take is deleted. */
  async #plan(known: readonly Held[]): Promise<{ jobs: Job[]; waiting: boolean }> {
    const jobs: Job[] = [];
    let waiting = false;
    for (const tapes of grouped(known)) {
      const [{ token, take } = { token: "", take: "" }] = tapes;
      const told = await this.#with.api(token).takes().catch(nullIfGone);
      const entry = told?.takes.find((each) => each.take === take);
      if (told?.running.includes(take)) waiting = true;
      else if (!entry) await this.#drop(tapes);
      else jobs.push(jobOf(tapes, entry));
    }
    return { jobs, waiting };
  }

  async #deliver({ tapes, parts, all }: Job): Promise<void> {
    const [first] = tapes;
    if (!first) return;
    const { token, take } = first;
    try {
      // All are announced before the first is whole: the server does not begin without the others.
      for (const announced of [true, false]) for (const part of parts) await this.#send(part, announced);
      if (parts.length === 0) await this.#with.api(token).nothing(take);
    } catch (cause) {
      if (!(cause instanceof RecordingError) || cause.problem !== "gone") throw cause;
      await this.#drop(tapes); // withdrawn while it was sent
      return;
    }
    if (all || token !== this.#with.token) await this.#drop(tapes);
  }

  async #send({ held, stretch }: Part, onlyAnnounce: boolean): Promise<void> {
    const api = this.#with.api(held.token);
    const { part, file, chunks } = await parcelOf(held.name, held.sound, held.channels, stretch, CHUNK_BYTES);
    const manifest: Manifest = {
      bytes: file.size,
      sha256: await sum(await file.arrayBuffer()),
      chunks: await Promise.all(chunks.map(async (chunk) => sum(await chunk.arrayBuffer()))),
      points: stamps(held.points, stretch),
    };
    const have = await api.announce(held.take, part, manifest);
    if (onlyAnnounce) return;
    const here = new Set(have.whole ? chunks.keys() : have.chunks);
    for (const [number, chunk] of chunks.entries()) {
      if (!here.has(number)) {
        if (this.#stopped || !(await this.#with.free())) throw new RecordingError("unreachable");
        await api.put(held.take, part, number, chunk);
      }
      this.#say({ sent: this.view.peek().sent + chunk.size });
    }
    if (!have.whole) await api.finish(held.take, part);
  }

  async #mine(): Promise<Held[]> {
    const { shelf, token } = this.#with;
    return (await shelf.all()).filter((held) => held.token === token);
  }

  async #drop(tapes: readonly Held[]): Promise<void> {
    for (const { name } of tapes) await this.#with.shelf.drop(name);
  }

  #say(news: Partial<SendView>): void {
    this.view.value = { ...this.view.peek(), ...news };
  }
}

function nullIfGone(cause: unknown): null {
  if (cause instanceof RecordingError && cause.problem === "gone") return null;
  throw cause;
}

function jobOf(tapes: Held[], { marks, clips }: TakeOut): Job {
  const all = tapes.some((held) => held.all);
  // Without everybody's permission for clips none is made, and a moment is not sent for nothing.
  const atS = clips ? marks.map(({ at_s }) => at_s) : [];
  const parts = tapes.flatMap((held) => {
    const { points, frames } = held;
    const stretches = all ? wholeStretches(points, frames) : markedStretches(points, frames, atS);
    return stretches.map((stretch) => ({ held, stretch }));
  });
  return { tapes, parts, moments: parts.length > 0 ? atS.length : 0, all };
}

function grouped(known: readonly Held[]): Held[][] {
  const groups = new Map<string, Held[]>();
  for (const held of known) {
    const key = `${held.token} ${held.take}`;
    groups.set(key, [...(groups.get(key) ?? []), held]);
  }
  return [...groups.values()];
}
