import { beforeEach, expect, test, vi } from "vitest";
import { BeatScore, lineOf } from "../core/beat-line";
import { type Beats, STILL } from "../core/metronome";
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

const beats: Beats = { ...STILL, running: true, tempo_bpm: 60, accents: [2, 1] };
const LATENCY_S = 0.02;
/** The page's clock is 500 s ahead of the audio clock, lesson time 1000 s ahead of the page's. */
const lesson = { aheadS: 1000, laterS: 0 };
const time = {
  nowS: () => context.currentTime + 500,
  toLesson: (s: number) => s + lesson.aheadS,
  toLocal: (s: number) => s - lesson.aheadS,
  laterS: () => lesson.laterS,
};

function play(atS: number): { score: BeatScore; player: MetronomePlayer } {
  const score = new BeatScore();
  score.set(beats, lineOf(beats, 1500 + atS, 0));
  return { score, player: new MetronomePlayer(score, time, null, 0.5) };
}

const sounding = () =>
  context.oscillators.filter(({ to }) => to.size > 0).map(({ startedS }) => (startedS ?? 0) + LATENCY_S);
const close = (...seconds: number[]) => seconds.map((s) => expect.closeTo(s, 9));

beforeEach(() => {
  lesson.aheadS = 1000;
  lesson.laterS = 0;
});

test("clicks of lesson time are laid out ahead on the audio clock, and seen when they are heard", async () => {
  const { player } = play(0.1);
  expect(sounding()).toEqual(close(0.1, 1.1, 2.1));
  for (let s = 0; s < 3; s += 0.1) {
    context.currentTime = s;
    const due = Math.floor(s + 3 - 0.1 + LATENCY_S * 2) + 1;
    await vi.waitFor(() => expect(context.oscillators.length).toBeGreaterThanOrEqual(Math.min(due, 3)));
  }
  context.currentTime = 1.09;
  expect(player.heard()?.beat).toBe(0);
  context.currentTime = 1.11;
  expect(player.heard()?.beat).toBe(1);
  player.stop();
});

test("another tempo takes back what was laid out for later, and lays it where it belongs", () => {
  const { score, player } = play(0.1);
  context.currentTime = 0.2;
  const quick = { ...beats, tempo_bpm: 120 };
  score.set(quick, lineOf(quick, 1501.1, 1));
  player.change();
  expect(sounding()).toEqual(close(0.1, 1.1, 1.6, 2.1, 2.6, 3.1));
  player.stop();
});

test("lesson time that moved by more than a millisecond is followed, by less it is not", async () => {
  const { player } = play(0.1);
  lesson.aheadS = 1000.0005;
  player.change();
  lesson.aheadS = 999.995;
  await vi.waitFor(() => expect(sounding()).toEqual(close(0.105, 1.105, 2.105)));
  player.stop();
});

test("a teacher who follows the pupil hears the click as late as the pupil", () => {
  lesson.laterS = 0.08;
  const { player } = play(0.1);
  expect(sounding()).toEqual(close(0.18, 1.18, 2.18));
  player.stop();
});

test("a stopped click is silent at once, what was laid out included", () => {
  const { player } = play(0.1);
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
