import { expect, test } from "vitest";
import { advise, skewIsSeen } from "./advice";

test("advice follows the mean of both directions", () => {
  expect(advise(14, 15)).toEqual({ word: "together", thereAndBackMs: 29 });
  expect(advise(20, 90)).toEqual({ word: "follow", thereAndBackMs: 110 });
  expect(advise(68, 72)).toEqual({ word: "turns", thereAndBackMs: 140 });
});

test("what the other has not told is unknown, not taken for the same", () => {
  expect(advise(25, null)).toEqual({ word: "together", thereAndBackMs: null });
});

test("the limits themselves belong to the better word", () => {
  expect([30, 30.1, 60, 60.1].map((ms) => advise(ms, ms).word)).toEqual([
    "together",
    "follow",
    "follow",
    "turns",
  ]);
});

test("sound and picture are seen to be apart only beyond the thresholds", () => {
  expect([46, 45, 0, -125, -126].map(skewIsSeen)).toEqual([true, false, false, false, true]);
});
