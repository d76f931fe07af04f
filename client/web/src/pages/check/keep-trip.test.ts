import { expect, test } from "vitest";
import { readingOf } from "./keep-trip";

const KEPT = {
  ms: 41.2,
  spreadMs: 0.03,
  n: 12,
  way: "cable",
  outputMs: 20,
  inputMs: 10,
  atS: 1000.5,
} as const;

test("what was measured yesterday is told with its age, and is the same however often it is told", () => {
  const told = readingOf(KEPT, " USB interface ", 87_400.5);
  expect(told).toEqual({
    name: "USB interface",
    way: "cable",
    setting: "",
    n: 12,
    rtl_ms: 41.2,
    spread_ms: 0.03,
    reported_ms: 30,
    age_s: 86_400,
    once: "page-1000500",
  });
  expect(readingOf(KEPT, "USB interface", 90_000).once).toBe(told.once);
});

test("a clock that was set back makes nothing younger than now", () => {
  expect(readingOf(KEPT, "USB", 900).age_s).toBe(0);
});
