import { expect, test } from "vitest";
import { MeterBallistics, peakOf, toDbfs } from "./meters";

test("a meter rises at once and falls slowly", () => {
  const meter = new MeterBallistics();
  meter.feed(0.5, 0);
  expect(meter.levelDbfs).toBeCloseTo(-6, 1);
  meter.feed(0, 0.5);
  expect(meter.levelDbfs).toBeGreaterThan(-20);
  meter.feed(0, 5);
  expect(meter.fraction).toBe(0);
});

test("a clip stays long enough to be seen, and then goes", () => {
  const meter = new MeterBallistics();
  meter.feed(1, 10);
  expect([meter.clipped(11), meter.clipped(12)]).toEqual([true, false]);
});

test("silence is the bottom of the scale, full scale its top", () => {
  expect(toDbfs(0)).toBe(-120);
  expect(toDbfs(1)).toBe(0);
  expect(peakOf(new Float32Array([0.1, -0.75, 0.5]))).toBe(0.75);
});
