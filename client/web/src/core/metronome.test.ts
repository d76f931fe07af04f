import { expect, test } from "vitest";
import { clampTempo, MetronomeSchedule, STILL, TapTempo, withBeats } from "./metronome";

const at = (tempo_bpm: number, more = {}) => ({ ...STILL, running: true, tempo_bpm, ...more });

test("an hour at 72 is 4320 clicks, and the last is where it belongs", () => {
  const schedule = new MetronomeSchedule(at(72), 10);
  const clicks = [];
  for (let s = 0; s < 3600; s += 0.025) clicks.push(...schedule.take(10 + s, 10 + s + 0.15));
  const hour = clicks.filter(({ atS }) => atS < 3610 - 1e-6);
  expect(hour.length).toBe(4320);
  expect(hour.at(-1)?.atS).toBeCloseTo(10 + (4319 * 60) / 72, 6);
});

test("the bar has its accents, silent beats and clicks between", () => {
  const schedule = new MetronomeSchedule(at(60, { accents: [2, 0, 1], subdivision: 2 }), 0);
  expect(schedule.take(0, 3).map(({ kind, beat }) => `${beat} ${kind}`)).toEqual([
    "0 strong",
    "0 between",
    "1 silent",
    "1 between",
    "2 plain",
    "2 between",
  ]);
});

test("nothing comes twice, however often it is asked for", () => {
  const schedule = new MetronomeSchedule(at(120), 0);
  schedule.take(0, 1);
  expect(schedule.take(0, 1)).toEqual([]);
});

test("another tempo takes over from the next click, without a jump", () => {
  const schedule = new MetronomeSchedule(at(60), 0);
  schedule.take(0, 3);
  schedule.change(at(120), 0.5);
  expect(schedule.take(0.5, 2.1).map(({ atS, beat }) => [atS, beat])).toEqual([
    [1, 1],
    [1.5, 2],
    [2, 3],
  ]);
});

test("a change of the parts of a beat lets the next beat come in time", () => {
  const schedule = new MetronomeSchedule(at(60, { subdivision: 4 }), 0);
  schedule.take(0, 2);
  schedule.change(at(60), 0.3);
  expect(schedule.take(0.3, 1.5)).toEqual([{ atS: 1, beat: 1, kind: "plain" }]);
});

test("a shorter bar does not leave the beat outside of it", () => {
  const schedule = new MetronomeSchedule(at(60), 0);
  schedule.take(0, 4);
  schedule.change(at(60, { accents: [2, 1] }), 2.5);
  expect(schedule.take(2.5, 4.5).map(({ beat }) => beat)).toEqual([1, 0]);
});

test("a page that slept leaves out what is past and stays on the beat", () => {
  const schedule = new MetronomeSchedule(at(60), 0);
  schedule.take(0, 0.5);
  expect(schedule.take(7.2, 8.5)).toEqual([{ atS: 8, beat: 0, kind: "strong" }]);
});

test("taps give their tempo, and a pause starts anew", () => {
  const tap = new TapTempo();
  expect([0, 0.5].map((s) => tap.tap(s))).toEqual([null, null]);
  expect([1, 1.52, 2].map((s) => tap.tap(s))).toEqual([120, 120, 120]);
  expect(tap.tap(9)).toBeNull();
});

test("a tempo stays playable", () => {
  expect([1, 72.4, 999, Number.NaN].map(clampTempo)).toEqual([20, 72, 300, 72]);
});

test("a longer bar keeps the accents it had", () => {
  expect(withBeats([2, 0], 4)).toEqual([2, 0, 1, 1]);
  expect(withBeats([2, 1, 1], 1)).toEqual([2]);
});
