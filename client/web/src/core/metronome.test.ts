import { expect, test } from "vitest";
import { clampTempo, TapTempo, withBeats } from "./metronome";

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
