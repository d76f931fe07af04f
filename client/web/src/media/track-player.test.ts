import { beforeEach, expect, test, vi } from "vitest";
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
  readonly gain = { value: 0, setValueAtTime: () => {}, linearRampToValueAtTime: () => {} };
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
  createBufferSource(): Node {
    this.source = new Node();
    return this.source;
  },
  createBuffer: (_channels: number, length: number) => new Sound(length),
};
vi.stubGlobal("AudioContext", function AudioContext() {
  return context;
});

beforeEach(() => {
  context.currentTime = 10;
});

const play = (more: object, onEnded = () => {}) =>
  new TrackPlayer(
    new Sound(20 * RATE_HZ) as unknown as AudioBuffer,
    { ...NO_TRACK, track: "t", running: true, tempo_percent: 50, ...more },
    null,
    0.5,
    onEnded,
  );

test("it starts where it is told to, and says where in the recording one hears it", () => {
  const player = play({ at_s: 4 });
  const [atS = 0, offsetS] = context.source.started;
  expect(offsetS).toBe(8);
  context.currentTime = atS + 0.02 + 3;
  expect(player.placeS()).toBeCloseTo(5.5, 6);
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
