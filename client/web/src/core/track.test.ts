import { expect, test } from "vitest";
import { clockOf, cutOf, NO_TRACK, placeS, withLoop } from "./track";

const half = { ...NO_TRACK, track: "t", running: true, tempo_percent: 50 };

test("at half the tempo ten seconds of the recording are twenty of the sound", () => {
  const cut = cutOf({ ...half, at_s: 10 }, 120);
  expect(cut).toEqual({ startS: 20, loop: null });
  expect(placeS(half, cut, 120, 6)).toBe(13);
});

test("a loop comes again and again, and who starts outside of it starts at its beginning", () => {
  const looped = { ...half, loop: { from_s: 10, to_s: 14 } };
  const cut = cutOf({ ...looped, at_s: 3 }, 120);
  expect(cut).toEqual({ startS: 20, loop: { fromS: 20, toS: 28 } });
  expect([0, 4, 8, 9, 17].map((s) => placeS(looped, cut, 120, s))).toEqual([10, 12, 10, 10.5, 10.5]);
  expect(cutOf({ ...looped, at_s: 12 }, 120).startS).toBe(24);
});

test("a start at the very end is a start at the beginning", () => {
  expect(cutOf({ ...half, at_s: 60 }, 120).startS).toBe(0);
});

test("nobody is told of a place before the start or after the end", () => {
  const cut = cutOf(half, 120);
  expect(placeS(half, cut, 120, -0.2)).toBe(0);
  expect(placeS(half, cut, 120, 500)).toBe(60);
});

test("the ends of a loop never meet nor leave the recording", () => {
  const loop = { from_s: 5, to_s: 8 };
  expect(withLoop(loop, 60, "from_s", 20)).toEqual({ from_s: 20, to_s: 20.5 });
  expect(withLoop(loop, 60, "to_s", 2)).toEqual({ from_s: 1.5, to_s: 2 });
  expect(withLoop(loop, 60, "to_s", 99)).toEqual({ from_s: 5, to_s: 60 });
  expect(withLoop(loop, 60, "from_s", 99)).toEqual({ from_s: 59.5, to_s: 60 });
});

test("a place is said as on any player", () => {
  expect([0, 9.9, 61, 600].map(clockOf)).toEqual(["0:00", "0:09", "1:01", "10:00"]);
});
