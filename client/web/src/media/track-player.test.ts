import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NO_TRACK } from "../core/track";
import { TrackPlayer } from "./track-player";

const RATE_HZ = 1000;

/** A sound whose samples say where they are. */
class Sound {
  readonly numberOfChannels = 1;
  readonly sampleRate = RATE_HZ;
  readonly samples: Float32Array;
  constructor(length: number) {
    this.samples = new Float32Array(length).map((_, at) => at + 1);
  }
  get duration(): number {
    return this.samples.length / RATE_HZ;
  }
  getChannelData(): Float32Array {
    return this.samples;
  }
  copyToChannel(from: Float32Array): void {
    this.samples.set(from);
  }
}

class Node {
  buffer: Sound | null = null;
  loop = false;
  onended: (() => void) | null = null;
  started: number[] = [];
  stopped = false;
  readonly gain = {
    value: 0,
    setValueAtTime: () => {},
    linearRampToValueAtTime: () => {},
    exponentialRampToValueAtTime: () => {},
  };
  readonly rates: [number, number][] = [];
  readonly playbackRate = { setValueAtTime: (rate: number, atS: number) => this.rates.push([rate, atS]) };
  connect<T>(to: T): T {
    return to;
  }
  disconnect(): void {}
  start(atS: number, offsetS: number): void {
    this.started = [atS, offsetS];
  }
  stop(): void {
    this.stopped = true;
  }
}

/** The browser's audio, with a clock turned by hand. */
const context = {
  currentTime: 10,
  outputLatency: 0.02,
  state: "running",
  destination: {},
  source: new Node(),
  createGain: () => new Node(),
  clicks: [] as number[],
  createOscillator(): object {
    const node = new Node();
    const clicks = this.clicks;
    return Object.assign(node, {
      frequency: { value: 0 },
      start: (atS: number) => clicks.push(atS),
      disconnect: () => clicks.splice(0),
    });
  },
  createBufferSource(): Node {
    this.source = new Node();
    return this.source;
  },
  createBuffer: (_channels: number, length: number) => new Sound(length),
};
vi.stubGlobal("AudioContext", function AudioContext() {
  return context;
});

/** The page's clock is five seconds behind the audio clock's; `startsS` is turned by hand. */
const timing = { nowS: () => context.currentTime - 5, startsS: () => startsS };
let startsS = 0;

beforeEach(() => {
  vi.useFakeTimers();
  context.currentTime = 10;
  context.clicks = [];
  context.source = new Node();
  startsS = 5.5;
});

afterEach(() => vi.useRealTimers());

const play = (more: object, onEnded = () => {}) =>
  new TrackPlayer(
    new Sound(20 * RATE_HZ) as unknown as AudioBuffer,
    { ...NO_TRACK, track: "t", n: 4, running: true, tempo_percent: 50, ...more },
    null,
    0.5,
    timing,
    onEnded,
  );

/** Time goes on, a look at a time. */
function pass(seconds: number): void {
  for (let left = seconds; left > 0; left -= 0.1) {
    context.currentTime += 0.1;
    vi.advanceTimersByTime(100);
  }
}

/** Audio time at which a moment of the page's clock is heard: what is given now sounds 20 ms later. */
const heardAt = (pageS: number) => pageS + 5 - 0.02;

test("it sounds at its moment from where it is told to, and says where in the recording one hears it", () => {
  const player = play({ at_s: 4 });
  const [atS = 0, offsetS] = context.source.started;
  expect(atS).toBeCloseTo(heardAt(5.5), 6);
  expect(offsetS).toBe(8);
  context.currentTime = atS + 0.02 + 3;
  expect(player.placeS()).toBeCloseTo(5.5, 6);
  const heard = player.heard();
  expect(heard).toMatchObject({ n: 4, ts: null, round_trip_ms: 20, measured: false });
  expect(heard.place / 48_000).toBeCloseTo(heard.at - 5.5, 3);
});

test("who comes late begins where the others are", () => {
  startsS = 2;
  play({ at_s: 4 });
  const [atS = 0, offsetS = 0] = context.source.started;
  expect(atS).toBeGreaterThan(10);
  expect(offsetS).toBeCloseTo(8 + atS - heardAt(2), 6);
});

test("one whose end is past already ends", async () => {
  startsS = -30;
  let ends = 0;
  play({ at_s: 4 }, () => {
    ends += 1;
  });
  await Promise.resolve();
  expect([ends, context.source.started]).toEqual([1, []]);
});

test("a loop is its part alone, with edges that do not click", () => {
  const player = play({ at_s: 0, loop: { from_s: 2, to_s: 3 } });
  const { buffer, loop, started } = context.source;
  expect([loop, buffer?.samples.length, started[1]]).toEqual([true, 2 * RATE_HZ, 0]);
  expect([buffer?.samples[0], buffer?.samples.at(-1)]).toEqual([0, 0]);
  expect(buffer?.samples[1000]).toBe(5001);
  context.currentTime = (started[0] ?? 0) + 0.02 + 2.5;
  expect(player.placeS()).toBeCloseTo(2.25, 6);
});

test("a moment that moves before it begins is met, one that moves a little later is caught up with unheard", () => {
  play({ at_s: 4 });
  const first = context.source;
  startsS = 5.56;
  pass(0.1);
  expect(first.stopped).toBe(true);
  expect(context.source.started[0]).toBeCloseTo(heardAt(5.56), 6);
  pass(2);
  const { source } = context;
  startsS = 5.57;
  pass(3);
  expect(context.source).toBe(source);
  expect(Math.min(...source.rates.map(([rate]) => rate))).toBeCloseTo(1 - 0.003, 6);
  pass(12);
  expect(source.rates.at(-1)?.[0]).toBe(1);
});

test("a moment that is quite another is gone over to at once", () => {
  play({ at_s: 4 });
  pass(1);
  const first = context.source;
  startsS = 5.8;
  pass(0.2);
  expect(first.stopped).toBe(true);
  const [atS = 0, offsetS = 0] = context.source.started;
  expect(offsetS).toBeCloseTo(8 + atS - heardAt(5.8), 6);
});

test("clicks lead up to it, a beat apart, and one that is past is left out", () => {
  startsS = 6;
  play({ at_s: 4, count_in: 4, count_bpm: 120 });
  const began = context.clicks.map((atS) => Math.round(1000 * (heardAt(6) - atS)));
  expect(began).toEqual([500]);
});

test("one that is stopped tells of no end", () => {
  let ends = 0;
  const player = play({}, () => {
    ends += 1;
  });
  const { source } = context;
  source.onended?.();
  expect(ends).toBe(1);
  player.stop();
  expect([source.stopped, source.onended]).toEqual([true, null]);
});
