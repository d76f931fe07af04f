import { beforeEach, expect, test } from "vitest";
import { BYTES } from "../core/tape/pcm";
import { type Have, type Manifest, RecordingError, type TakeList, type TakeOut } from "./recordings";
import { Sender } from "./sending";
import type { Held } from "./shelf";

const SECONDS = 60;
const RATE = 48_000;
const BEGIN_S = 1_795_000_000;

/** A server that keeps what it is sent, a shelf, and a network that breaks where a test says so. */
class World {
  tapes: Held[] = [];
  takes: TakeOut[] = [];
  running: string[] = [];
  readonly parts = new Map<string, { manifest: Manifest; chunks: Map<number, Blob>; whole: boolean }>();
  readonly nothing: string[] = [];
  readonly log: string[] = [];
  breaksAfter = Number.POSITIVE_INFINITY;
  gone = false;
  free = true;
  pauses = 0;
  onPause: () => void = () => {};

  sender(token: string | null = "t"): Sender {
    return new Sender({
      shelf: {
        all: () => Promise.resolve([...this.tapes]),
        drop: async (name) => {
          this.tapes = this.tapes.filter((held) => held.name !== name);
        },
        wantAll: async (name) => {
          this.tapes = this.tapes.map((held) => (held.name === name ? { ...held, all: true } : held));
        },
      },
      api: () => ({
        takes: async () => this.#answer({ takes: this.takes, running: this.running } satisfies TakeList),
        announce: async (_, part, manifest) => this.#answer(this.#have(part, manifest)),
        put: async (_, part, chunk, body) => {
          this.log.push(`${part} ${chunk}`);
          if (this.log.length > this.breaksAfter) throw new RecordingError("unreachable");
          this.parts.get(part)?.chunks.set(chunk, body);
        },
        finish: async (_, part) => {
          const known = this.parts.get(part);
          if (known) known.whole = true;
          return this.#answer({ chunks: [], whole: true });
        },
        nothing: async (take) => void this.nothing.push(take),
      }),
      pause: async () => {
        this.pauses += 1;
        this.onPause();
      },
      abort: () => {},
      free: () => Promise.resolve(this.free),
      token,
    });
  }

  get whole(): number {
    return [...this.parts.values()].filter(({ whole }) => whole).length;
  }

  #have(part: string, manifest: Manifest): Have {
    const known = this.parts.get(part) ?? { manifest, chunks: new Map(), whole: false };
    this.parts.set(part, known);
    expect(known.manifest).toEqual(manifest);
    return { chunks: [...known.chunks.keys()], whole: known.whole };
  }

  #answer<T>(value: T): T {
    if (this.gone) throw new RecordingError("gone");
    return value;
  }
}

const tape = (name = "l.take4.1", token = "t"): Held => ({
  name,
  lesson: "l",
  take: "take4",
  token,
  channels: 1,
  frames: SECONDS * RATE,
  points: Array.from({ length: SECONDS }, (_, n) => [n * RATE, BEGIN_S + n, 0.001] as const),
  all: false,
  sound: new File([new Uint8Array(SECONDS * RATE * BYTES)], "sound.pcm"),
});

const take = (clips: boolean, ...marksS: number[]): TakeOut => ({
  take: "take4",
  began_at: "",
  seconds: SECONDS,
  files: [],
  clips,
  marks: marksS.map((at_s, index) => ({ n: index + 1, at_s, text: "", file: null })),
});

let world: World;

beforeEach(() => {
  world = new World();
  world.tapes = [tape()];
  world.takes = [take(true, BEGIN_S + 30)];
});

test("only what was marked is sent; the rest stays until this visit's person has said what of it", async () => {
  const sender = world.sender();
  await sender.run();
  expect(world.whole).toBe(1);
  const [part] = world.parts.values();
  expect(part?.manifest.bytes).toBe(44 + 16 * RATE * BYTES);
  expect(sender.view.value).toMatchObject({ phase: "rest", moments: 1, wholeBytes: SECONDS * RATE * BYTES });
  await sender.sendAll();
  expect(world.whole).toBe(2);
  expect(world.tapes).toEqual([]);
  expect(sender.view.value.phase).toBe("done");
});

test("a network that breaks costs no chunk twice, and the next visit goes on where this one ended", async () => {
  world.breaksAfter = 1;
  const first = world.sender();
  world.onPause = () => first.stop();
  await first.run();
  expect(world.whole).toBe(0);
  world.breaksAfter = Number.POSITIVE_INFINITY;
  await world.sender().run();
  expect(world.whole).toBe(1);
  const sent = world.log.filter((_, index) => index !== 1);
  expect(new Set(sent).size).toBe(sent.length);
});

test("where nothing was marked, or clips are not permitted, the server is told at once", async () => {
  world.takes = [take(true)];
  await world.sender().run();
  expect(world.nothing).toEqual(["take4"]);
  world.takes = [take(false, BEGIN_S + 30)];
  await world.sender().run();
  expect(world.nothing).toEqual(["take4", "take4"]);
  expect(world.log).toEqual([]);
});

test("nothing of an earlier visit stays once its moments are sent", async () => {
  await world.sender("somebody else's").run();
  expect(world.whole).toBe(1);
  expect(world.tapes).toEqual([]);
});

test("what nobody may have any more is deleted unsent", async () => {
  world.gone = true;
  const sender = world.sender();
  await sender.run();
  expect(world.tapes).toEqual([]);
  expect(world.log).toEqual([]);
  expect(sender.view.value.phase).toBe("done");
});

test("a take that goes on is waited for, and a lesson goes before", async () => {
  world.running = ["take4"];
  world.onPause = () => {
    if (world.pauses === 2) {
      world.running = [];
      world.free = false;
    }
    if (world.pauses === 4) world.free = true;
    else expect(world.log).toEqual([]);
  };
  await world.sender().run();
  expect(world.pauses).toBe(4);
  expect(world.whole).toBe(1);
});

test("tapes of one take that a reload has parted are sent as parts of it", async () => {
  world.tapes = [tape(), tape("l.take4.2")];
  await world.sender().run();
  expect(world.whole).toBe(2);
});
