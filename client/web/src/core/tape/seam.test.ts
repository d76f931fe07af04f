import { expect, test } from "vitest";
import { Seam } from "./seam";

const BLOCK = 480;

test("blocks one after the other miss nothing, however their stamps jump by a few milliseconds", () => {
  const seam = new Seam();
  for (let block = 0; block < 500; block += 1)
    expect(seam.missing(7 + 0.01 * block + 0.001 * (block % 9), BLOCK)).toBe(0);
});

test("what was dropped is counted, once", () => {
  const seam = new Seam();
  expect(seam.missing(7, BLOCK)).toBe(0);
  expect(seam.missing(7.11, BLOCK)).toBe(4800);
  expect(seam.missing(7.12, BLOCK)).toBe(0);
});

test("a clock that goes back misses nothing", () => {
  const seam = new Seam();
  seam.missing(7, BLOCK);
  expect(seam.missing(3, BLOCK)).toBe(0);
  expect(seam.missing(3.01, BLOCK)).toBe(0);
});
