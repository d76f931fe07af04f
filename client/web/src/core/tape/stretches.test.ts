import { describe, expect, test } from "vitest";
import { markedStretches, type Point, readPoints, stamps, wholeStretches } from "./stretches";

const RATE = 48_000;
const BEGIN_S = 1_795_000_000;

/** A tape whose card runs 50 ppm slow, with stamps that err by up to 2 ms. */
const tape = (seconds: number): Point[] =>
  Array.from({ length: seconds }, (_, n) => [
    n * RATE,
    BEGIN_S + n * 1.00005 + 0.002 * Math.sin(12.9 * n),
    0.001,
  ]);

describe("the marked parts", () => {
  test("reach from before a mark until after it, and marks near each other make one", () => {
    const found = markedStretches(tape(600), 600 * RATE, [BEGIN_S + 300, BEGIN_S + 308, BEGIN_S + 500]);
    const seconds = found.map(({ first, end }) => [first / RATE, end / RATE]);
    expect(seconds).toHaveLength(2);
    for (const [index, wanted] of [
      [289.5, 313.5],
      [489.5, 505.5],
    ].entries())
      for (const side of [0, 1])
        expect(Math.abs((seconds[index]?.[side] ?? 0) - (wanted[side] ?? 0))).toBeLessThan(0.05);
  });

  test("end where the tape does, and a mark elsewhere has none", () => {
    const marks = [BEGIN_S + 2, BEGIN_S + 59, BEGIN_S + 900, BEGIN_S - 50];
    const found = markedStretches(tape(60), 60 * RATE, marks);
    expect(found.map(({ first, end }) => [first > 0, end])).toEqual([
      [false, expect.any(Number)],
      [true, 60 * RATE],
    ]);
  });
});

test("the whole is cut into pieces that follow on each other without a gap in time", () => {
  const points = tape(700);
  const pieces = wholeStretches(points, 700 * RATE);
  expect(pieces.map(({ first, end }) => [first / RATE, end / RATE])).toEqual([
    [0, 300],
    [300, 600],
    [600, 700],
  ]);
  const [one, two] = pieces.map((piece) => stamps(points, piece));
  expect(Math.abs((one?.[1]?.[1] ?? 0) - (two?.[0]?.[1] ?? 1))).toBeLessThan(0.001);
});

test("stamps are counted from the part's own beginning and lie within their errors", () => {
  const [first, last] = stamps(tape(600), { first: 100 * RATE, end: 115 * RATE });
  expect([first?.[0], last?.[0]]).toEqual([0, 15 * RATE]);
  expect(Math.abs((first?.[1] ?? 0) - BEGIN_S - 100 * 1.00005)).toBeLessThan(0.0005);
  expect(Math.abs((last?.[1] ?? 0) - BEGIN_S - 115 * 1.00005)).toBeLessThan(0.0005);
});

test("nothing is sent of a tape that has no place in the lesson", () => {
  expect(wholeStretches([], 1000)).toEqual([]);
  expect(markedStretches([], 1000, [BEGIN_S])).toEqual([]);
  expect(stamps([], { first: 0, end: 10 })).toEqual([]);
});

test("a torn line at the end of the log is left out", () => {
  expect(readPoints("[0,5,0.1]\n[48000,6,0.1]\n[960")).toEqual([
    [0, 5, 0.1],
    [48000, 6, 0.1],
  ]);
});
