import { expect, test } from "vitest";
import { LessonTimer } from "./lesson-timer";

test("thirty minutes run down, five before the end it says so, and then it is over", () => {
  const timer = new LessonTimer({ ends_at_s: 1800, at_s: 0 }, 0);
  expect([0, 1499, 1501, 1800].map((s) => timer.phase(s))).toEqual(["running", "running", "soon", "over"]);
  expect([0, 1, 1741, 1900].map((s) => timer.minutes(s))).toEqual([30, 30, 1, 0]);
});

test("a page whose clock is hours wrong counts the same minutes", () => {
  const timer = new LessonTimer({ ends_at_s: 1800, at_s: 0 }, 7200);
  expect(timer.minutes(7200)).toBe(30);
});

test("a message that waited half a minute takes none from the lesson's clock", () => {
  const timer = new LessonTimer({ ends_at_s: 1800, at_s: 0 }, 40);
  expect(timer.leftS(40)).toBe(1760);
});

test("a page whose clock is a moment behind does not count a minute more", () => {
  expect(new LessonTimer({ ends_at_s: 1800, at_s: 0 }, -0.5).minutes(-0.5)).toBe(30);
});

test("no timer counts nothing", () => {
  expect(new LessonTimer({ ends_at_s: null, at_s: 0 }, 0).phase(5)).toBe("none");
});
