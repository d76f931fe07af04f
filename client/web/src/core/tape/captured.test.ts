import { expect, test } from "vitest";
import { Captured, type Placed } from "./captured";

const BLOCK = 480;

/** What comes out of blocks that were captured at those times, s. */
function placed(times: readonly number[]): Placed<number>[] {
  const captured = new Captured<number>();
  return times.flatMap((atS, index) => captured.put(index, BLOCK, atS) ?? []);
}

const steady = (count: number, stepS = 0.01) =>
  Array.from({ length: count }, (_, index) => 7 + stepS * index);

test("blocks come out in their order, at their time and without holes, however late stamps are by chance", () => {
  const out = placed(
    steady(500).map((atS, index) => atS + 0.001 * (index % 7) + (index % 50 === 9 ? 0.03 : 0)),
  );
  expect(out.map(({ block }) => block)).toEqual(out.map((_, index) => index));
  expect(out.every(({ missing }) => missing === 0)).toBe(true);
  for (const { block, capturedS } of out)
    expect(Math.abs(capturedS - (7 + 0.01 * block))).toBeLessThan(0.001);
});

test("a single block that was dropped is missed where it was", () => {
  const out = placed(steady(100).filter((_, index) => index !== 40));
  expect(out.filter(({ missing }) => missing > 0)).toEqual([
    expect.objectContaining({ block: 40, missing: BLOCK }),
  ]);
  expect(out.at(-1)?.capturedS).toBeCloseTo(7 + 0.01 * ((out.at(-1)?.block ?? 0) + 1), 6);
});

test("while another device is looked for everything is missing, once", () => {
  const out = placed([...steady(50), ...steady(50).map((atS) => atS + 60.5)]);
  expect(out.map(({ missing }) => missing).filter((missing) => missing > 0)).toEqual([60 * 48_000]);
});

test("a card that is slower than its name says misses nothing", () => {
  const out = placed(steady(20_000, 0.01 * 1.0003));
  expect(out.every(({ missing }) => missing === 0)).toBe(true);
});

test("a clock that goes back misses nothing", () => {
  const out = placed([...steady(50), ...steady(50).map((atS) => atS - 4)]);
  expect(out.every(({ missing }) => missing === 0)).toBe(true);
});
