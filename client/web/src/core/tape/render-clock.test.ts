import { expect, test } from "vitest";
import { RenderClock } from "./render-clock";

test("blocks that come late do not move the time of a sample", () => {
  const clock = new RenderClock();
  for (let block = 1; block <= 40; block += 1)
    clock.arrived(2400 * block, 5000 + 50 * block + (block % 7 === 3 ? 0 : block % 5));
  expect(clock.atMs(48_000)).toBeCloseTo(6000, 6);
});

test("it follows a clock that runs faster", () => {
  const clock = new RenderClock();
  for (let block = 1; block <= 4000; block += 1) clock.arrived(2400 * block, 50 * block * 1.0001);
  expect(Math.abs((clock.atMs(2400 * 4000) ?? 0) - 50 * 4000 * 1.0001)).toBeLessThan(1.1);
});

test("before anything has arrived it knows nothing", () => {
  expect(new RenderClock().atMs(0)).toBeNull();
});
