import { expect, test } from "vitest";
import { LessonClock } from "./lesson-clock";
import { PeerClock } from "./peer-clock";
import vectors from "./vectors.json";

type Row = [stamps: number[], believed: number[], epoch: number];

test.each(vectors)("the native clocks and these believe the same: $name", ({ exchanges }) => {
  const peer = new PeerClock();
  const lesson = new LessonClock(0);
  for (const [stamps, believed, epoch] of exchanges as unknown as Row[]) {
    const [t0 = 0, t1 = 0, t2 = 0, t3 = 0] = stamps;
    expect(peer.exchange(t0, t1, t2, t3)).toBe(true);
    lesson.follow(peer, 1000, t3);
    const [remote = 0, bound = 0, skew = 0, shown = 0, shownBound = 0] = believed;
    expect(peer.toRemote(t3 + 0.2)).toBeCloseTo(remote, 8);
    expect(peer.boundS(t3 + 0.2)).toBeCloseTo(bound, 8);
    expect(peer.skew).toBeCloseTo(skew, 9);
    expect(lesson.toLesson(t3 + 0.2)).toBeCloseTo(shown, 8);
    expect(lesson.boundS(t3 + 0.2)).toBeCloseTo(shownBound, 8);
    expect(lesson.epoch).toBe(epoch);
  }
});

test("lesson time and back is where one was, and never goes back while it is corrected", () => {
  const peer = new PeerClock();
  const lesson = new LessonClock(5);
  expect([lesson.known, lesson.toLesson(1), lesson.boundS(1)]).toEqual([false, 6, Number.POSITIVE_INFINITY]);
  let before = Number.NEGATIVE_INFINITY;
  for (let s = 0; s < 30; s += 0.5) {
    const there = s < 5 ? 0.06 : 0.02;
    peer.exchange(s, s + there + 9, s + there + 9, s + there + 0.02);
    lesson.follow(peer, 100, s + 0.1);
    for (let ms = 100; ms < 600; ms += 50) {
      const shown = lesson.toLesson(s + ms / 1000);
      if (s > 0) expect(shown).toBeGreaterThan(before);
      before = shown;
      expect(lesson.toLocal(shown)).toBeCloseTo(s + ms / 1000, 9);
    }
  }
  expect(lesson.toLesson(31)).toBeCloseTo(140, 3);
});

test("whoever leads has its own time, exactly", () => {
  const lesson = new LessonClock(1e9);
  lesson.lead(4);
  expect([lesson.known, lesson.toLesson(7), lesson.boundS(99)]).toEqual([true, 1e9 + 7, 0]);
});
