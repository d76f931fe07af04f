import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { often } from "./often";

/** A browser that draws sixty frames a second, and counts those that were asked for. */
let frames = 0;

beforeEach(() => {
  frames = 0;
  vi.useFakeTimers();
  vi.stubGlobal("requestAnimationFrame", (draw: (nowMs: number) => void) => {
    frames += 1;
    return setTimeout(() => draw(Date.now()), 1000 / 60);
  });
});

afterEach(() => {
  vi.advanceTimersByTime(200); // a browser's frame comes, if nothing moves any more
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("however many things move, they are drawn in the same twenty frames of a second or fewer", () => {
  const drawn = [0, 0, 0];
  const stops = drawn.map((_, index) =>
    often(() => {
      drawn[index] = (drawn[index] ?? 0) + 1;
    }),
  );
  vi.advanceTimersByTime(1000);
  for (const stop of stops) stop();
  expect(frames).toBeGreaterThanOrEqual(14);
  expect(frames).toBeLessThanOrEqual(20);
  expect(new Set(drawn).size).toBe(1);
});

test("once nothing moves no frame is asked for, and what moves again is drawn again", () => {
  let drawn = 0;
  const step = () => {
    drawn += 1;
  };
  often(step)();
  vi.advanceTimersByTime(1000);
  const still = frames;
  vi.advanceTimersByTime(1000);
  expect([drawn, frames]).toEqual([0, still]);
  const stop = often(step);
  vi.advanceTimersByTime(200);
  stop();
  expect(drawn).toBeGreaterThan(0);
});
