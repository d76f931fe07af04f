import { beforeEach, expect, test, vi } from "vitest";
import { hzOf } from "../core/notes";
import { Drone } from "./drone";
import { MetronomePlayer } from "./metronome";

/** A parameter of the audio graph: what it was last told to be. */
class Parameter {
  value = 0;
  setValueAtTime(value: number): void {
    this.value = value;
  }
  setTargetAtTime(value: number): void {
    this.value = value;
  }
  linearRampToValueAtTime(): void {}
  exponentialRampToValueAtTime(): void {}
}

class Node {
  readonly to = new Set<unknown>();
  readonly gain = new Parameter();
  readonly frequency = new Parameter();
  startedS: number | null = null;
  stoppedS: number | null = null;
  onended: (() => void) | null = null;
  connect<T>(node: T): T {
    this.to.add(node);
    return node;
  }
  disconnect(): void {
    this.to.clear();
  }
  setPeriodicWave(): void {}
  start(atS = 0): void {
    this.startedS = atS;
  }
  stop(atS = 0): void {
    this.stoppedS = atS;
  }
}

/** The browser's audio, with a clock turned by hand. */
class Context {
  currentTime = 0;
  outputLatency = 0.02;
  state = "running";
  readonly destination = {};
  readonly oscillators: Node[] = [];
  readonly gains: Node[] = [];
  createOscillator(): Node {
    const node = new Node();
    this.oscillators.push(node);
    return node;
  }
  createGain(): Node {
    const node = new Node();
    this.gains.push(node);
    return node;
  }
  createPeriodicWave(): object {
    return {};
  }
}

const context = new Context();
vi.stubGlobal("AudioContext", function AudioContext() {
  return context;
});
vi.stubGlobal("document", { hidden: false });

beforeEach(() => {
  context.currentTime = 0;
  context.oscillators.length = 0;
  context.gains.length = 0;
});

const beats = { running: true, tempo_bpm: 60, accents: [2, 1], subdivision: 1 };

test("clicks are laid out ahead on the audio clock, a second apart, and seen when they are heard", async () => {
  const player = new MetronomePlayer(beats, null, 0.5);
  for (let s = 0; s < 3; s += 0.1) {
    context.currentTime = s;
    const before = context.oscillators.length;
    const due = 1 + Math.floor(s + 3 - 0.08);
    if (due > before) await vi.waitFor(() => expect(context.oscillators.length).toBe(due));
  }
  const starts = context.oscillators.map(({ startedS }) => startedS ?? 0);
  expect(starts.slice(0, 3)).toEqual([0.08, 1.08, 2.08].map((s) => expect.closeTo(s, 9)));
  context.currentTime = 1.09;
  expect(player.heard()?.beat).toBe(0);
  context.currentTime = 1.11;
  expect(player.heard()?.beat).toBe(1);
  player.stop();
});

test("another tempo takes back what was laid out for later, and lays it where it belongs", () => {
  const player = new MetronomePlayer(beats, null, 0.5);
  expect(context.oscillators.map(({ startedS }) => startedS)).toEqual([0.08, 1.08, 2.08]);
  context.currentTime = 0.1;
  const sounding = (node: Node) => node.to.size > 0;
  player.change({ ...beats, tempo_bpm: 120 });
  expect(context.oscillators.filter(sounding).map(({ startedS }) => startedS)).toEqual(
    [0.08, 1.08, 1.58, 2.08, 2.58, 3.08].map((s) => expect.closeTo(s, 9)),
  );
  context.currentTime = 1.2;
  expect(player.heard()?.atS).toBeCloseTo(1.08, 9);
  player.stop();
});

test("a stopped click is silent at once, what was laid out included", () => {
  const player = new MetronomePlayer(beats, null, 0.5);
  const out = context.gains[0];
  expect(out?.to.has(context.destination)).toBe(true);
  player.stop();
  expect(out?.to.size).toBe(0);
});

test("a tone sounds at the lesson's A, and its fifth is pure", () => {
  const drone = new Drone({ sounding: true, midi: 57, fifth: true, a_hz: 442 }, null, 0.5);
  const [root, fifth] = context.oscillators;
  expect(root?.frequency.value).toBeCloseTo(221);
  expect(fifth?.frequency.value).toBeCloseTo(331.5);
  drone.change({ sounding: true, midi: 60, fifth: false, a_hz: 440 });
  expect(root?.frequency.value).toBeCloseTo(hzOf(60, 440));
  drone.stop();
  expect(root?.stoppedS).not.toBeNull();
});
