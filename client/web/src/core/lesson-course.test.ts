import { expect, test } from "vitest";
import { LessonCourse, type Look } from "./lesson-course";

const WELL: Look = {
  both: true,
  connected: true,
  away: false,
  slow: false,
  relayed: false,
  lateMs: 40,
  missingPct: 0,
};

/** Looks once a second over so long a time. */
function over(course: LessonCourse, fromS: number, seconds: number, look: Partial<Look> = {}): void {
  for (let s = 0; s <= seconds; s += 1) course.feed({ ...WELL, ...look }, fromS + s);
}

test("seconds are added up by what was seen in them", () => {
  const course = new LessonCourse();
  over(course, 0, 10);
  over(course, 10, 20, { missingPct: 12 });
  over(course, 30, 5, { connected: false, lateMs: null, missingPct: null });
  over(course, 35, 4, { connected: false, away: true, lateMs: null, missingPct: null });
  over(course, 39, 3, { slow: true });
  expect(course.take()).toMatchObject({ together_s: 33, bad_s: 20, apart_s: 5, away_s: 4, slow_s: 3 });
});

test("who is alone is neither together with anybody nor apart", () => {
  const course = new LessonCourse();
  over(course, 0, 60, { both: false, connected: false, lateMs: null, missingPct: null });
  expect(course.take()).toMatchObject({ together_s: 0, apart_s: 0, late_ms: null, missing_pct: null });
});

test("a machine that slept was in no lesson meanwhile", () => {
  const course = new LessonCourse();
  course.feed(WELL, 0);
  course.feed(WELL, 3600);
  expect(course.take().together_s).toBe(10);
});

test("how late is the middle, and how much is missing the mean", () => {
  const course = new LessonCourse();
  for (const [at, lateMs] of [30, 500, 50].entries()) course.feed({ ...WELL, lateMs, missingPct: at }, at);
  expect(course.take()).toMatchObject({ late_ms: 50, missing_pct: 1 });
});

test("what was told is told once, and what did not arrive again", () => {
  const course = new LessonCourse();
  over(course, 0, 30, { missingPct: 6, relayed: true });
  const lost = course.take();
  expect(course.take()).toMatchObject({ together_s: 0, bad_s: 0, relayed: false });
  course.giveBack(lost);
  over(course, 31, 9, { missingPct: 2 });
  expect(course.take()).toMatchObject({ together_s: 40, bad_s: 30, missing_pct: 6, relayed: true });
});

test("halves of seconds are not lost between two tellings", () => {
  const course = new LessonCourse();
  course.feed(WELL, 0);
  course.feed(WELL, 1.6);
  expect(course.take().together_s).toBe(1);
  course.feed(WELL, 3.2);
  expect(course.take().together_s).toBe(2);
});
