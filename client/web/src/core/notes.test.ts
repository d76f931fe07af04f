import { expect, test } from "vitest";
import { hzOf, octaveOf, readingOf, SteadyReading, stepOf, tuningOf } from "./notes";

test("the A is where the lesson puts it", () => {
  expect(readingOf(442, 442)).toEqual({ midi: 69, cents: 0 });
  expect(readingOf(442, 440).cents).toBeCloseTo(7.85, 2);
  expect(hzOf(57, 442)).toBeCloseTo(221);
});

test("a note halfway is near one of the two", () => {
  const { midi, cents } = readingOf(hzOf(60.49, 440), 440);
  expect([midi, Math.round(cents)]).toEqual([60, 49]);
});

test("octaves change at C", () => {
  expect([octaveOf(59), octaveOf(60), stepOf(59), stepOf(60)]).toEqual([3, 4, 11, 0]);
});

test("within five cents is in tune", () => {
  expect([-6, -5, 0, 5, 6].map(tuningOf)).toEqual(["low", "in", "in", "in", "high"]);
});

test("one wrong reading among good ones is not shown", () => {
  const steady = new SteadyReading();
  for (const hz of [440, 440.2, 445, 440.1]) steady.feed(hz, 440);
  expect(steady.feed(440, 440)?.hz).toBe(440.1);
});

test("another note is shown at once, and silence soon clears it", () => {
  const steady = new SteadyReading();
  for (let i = 0; i < 5; i += 1) steady.feed(440, 440);
  expect(steady.feed(294, 440)?.midi).toBe(62);
  for (let i = 0; i < 6; i += 1) steady.feed(null, 440);
  expect(steady.feed(null, 440)).toBeNull();
});
