import { expect, test } from "vitest";
import { SleepWatch } from "./sleep";

test("a laptop that was closed for three minutes has slept three minutes", () => {
  const watch = new SleepWatch();
  expect(watch.look(1000, false)).toBeNull();
  expect(watch.look(1000.25, false)).toBeNull();
  expect(watch.look(1180.25, false)).toBe(180);
  expect(watch.look(1180.5, false)).toBeNull();
});

test("a hidden page that the browser slows down is not asleep", () => {
  const watch = new SleepWatch();
  watch.look(1000, true);
  expect(watch.look(1060, true)).toBeNull();
  expect(watch.look(1120, false)).toBeNull();
  expect(watch.look(1300, false)).toBe(180);
});

test("a clock that is set back is no sleep", () => {
  const watch = new SleepWatch();
  watch.look(1000, false);
  expect(watch.look(400, false)).toBeNull();
});
