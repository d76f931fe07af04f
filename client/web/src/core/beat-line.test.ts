import { expect, test } from "vitest";
import { BeatScore, beatAt, lineOf, tempoAt, timeOf } from "./beat-line";
import { type Beats, STILL } from "./metronome";

const at = (tempo_bpm: number, more: Partial<Beats> = {}): Beats => ({
  ...STILL,
  running: true,
  tempo_bpm,
  ...more,
});
const score = (beats: Beats, atS = 0, beat = 0) => {
  const made = new BeatScore();
  made.set(beats, lineOf(beats, atS, beat));
  return made;
};
const times = (made: BeatScore, fromS: number, untilS: number) =>
  made.clicks(fromS, untilS).map(({ atS }) => atS);

test("an hour at 72 is 4320 clicks, and the last is where it belongs, however it is asked for", () => {
  const made = score(at(72), 10);
  const clicks: number[] = [];
  for (let s = 0; s < 3600; s += 2.5) clicks.push(...times(made, 10 + s, 10 + s + 2.5));
  expect(clicks.length).toBe(4320);
  expect(clicks.at(-1)).toBeCloseTo(10 + (4319 * 60) / 72, 9);
});

test("the bar has its accents, silent beats and clicks between", () => {
  const made = score(at(60, { accents: [2, 0, 1], subdivision: 2 }));
  expect(made.clicks(0, 3).map(({ kind, beat }) => `${beat} ${kind}`)).toEqual([
    "0 strong",
    "0 between",
    "1 silent",
    "1 between",
    "2 plain",
    "2 between",
  ]);
});

test("one who comes late reckons the same clicks", () => {
  const beats = at(97, { ramp_to_bpm: 140, ramp_beats: 32 });
  const late = score(beats, 5).clicks(20, 30);
  expect(late.length).toBeGreaterThan(10);
  expect(late).toEqual(
    score(beats, 5)
      .clicks(0, 30)
      .filter(({ atS }) => atS >= 20),
  );
});

test("another tempo takes over at the beat it names, and that beat comes once", () => {
  const made = score(at(60));
  const next = made.next(0.5);
  expect([next?.beat, next?.atS]).toEqual([1, 1]);
  made.set(at(120), lineOf(at(120), 1, 1));
  expect(made.clicks(0, 2.1).map(({ atS, beat }) => [atS, beat])).toEqual([
    [0, 0],
    [1, 1],
    [1.5, 2],
    [2, 3],
  ]);
});

test("what was said for later counts no more once something earlier is said", () => {
  const made = score(at(60));
  made.set(at(120), lineOf(at(120), 4, 4));
  made.set(at(30), lineOf(at(30), 2, 2));
  expect(times(made, 0, 7)).toEqual([0, 1, 2, 4, 6]);
});

test("stopped from a time on, it is still from there", () => {
  const made = score(at(60));
  made.set({ ...at(60), running: false }, lineOf(at(60), 2.4, 0));
  expect(times(made, 0, 9)).toEqual([0, 1, 2]);
  expect(made.over).toBe(false);
  made.forget(3);
  expect([made.over, made.next(3)]).toEqual([true, null]);
});

test("beats below nought count in, in a voice of their own", () => {
  const made = score(at(60, { accents: [2, 1] }), 0, -2);
  expect(made.clicks(0, 4).map(({ kind, beat }) => `${beat} ${kind}`)).toEqual([
    "0 count",
    "1 count",
    "0 strong",
    "1 plain",
  ]);
});

test("a tempo that changes little by little arrives where it should, and time and beat are each other's way back", () => {
  const line = lineOf(at(60, { ramp_to_bpm: 120, ramp_beats: 16 }), 3, 4);
  expect(timeOf(line, 20)).toBeCloseTo(3 + 16 * Math.log(2), 9);
  expect([tempoAt(line, 4), tempoAt(line, 12), tempoAt(line, 99)]).toEqual([60, 90, 120]);
  for (const beat of [2, 4, 7.5, 19.9, 20, 31]) expect(beatAt(line, timeOf(line, beat))).toBeCloseTo(beat, 9);
  const gaps = [4, 5, 6, 7].map((beat) => timeOf(line, beat + 1) - timeOf(line, beat));
  expect(gaps).toEqual([...gaps].sort((a, b) => b - a));
});
