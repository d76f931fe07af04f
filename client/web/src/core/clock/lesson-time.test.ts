import { expect, test } from "vitest";
import type { EndpointKind, ParticipantView } from "../../protocol";
import { ClockTalk } from "./clock-talk";
import { LessonTime, leaderOf } from "./lesson-time";
import { PeerClock } from "./peer-clock";

const media = { audio: true, video: true };

function person(id: string, role: "teacher" | "pupil", ...kinds: EndpointKind[]): ParticipantView {
  const endpoints = kinds.map((kind) => ({ id: kind, kind, media, present: true, admitted: true }));
  return { id, role, endpoints } as unknown as ParticipantView;
}

const pupil = person("p", "pupil", "page");
const me = { participant: "p", endpoint: "page", role: "pupil", name: "P" } as const;

test("the teacher's page leads, or the companion where there is no page", () => {
  expect(leaderOf([pupil])).toBeNull();
  expect(leaderOf([pupil, person("t", "teacher", "companion")])?.kind).toBe("companion");
  expect(leaderOf([person("t", "teacher", "companion", "page"), person("u", "teacher", "page")])).toEqual({
    participant: "t",
    kind: "page",
  });
});

test("two ends that talk have the same time, the teacher's", () => {
  const people = [person("t", "teacher", "page"), pupil];
  const [teacher, mine] = [new LessonTime(1e9), new LessonTime(2e9)];
  const there = new ClockTalk(teacher.clockOf("p", "page"));
  const here = new ClockTalk(mine.clockOf("t", "page"));
  const far = (participant: string, clockTalk: ClockTalk) => [
    { participant, kind: "page" as const, clockTalk },
  ];
  for (let s = 0; s < 5; s += 0.5) {
    teacher.keep({ ...me, participant: "t", role: "teacher" }, people, far("p", there), s + 40);
    here.read(there.write(s + 40, teacher.originS), s + 0.01);
    there.read(here.write(s + 0.2, mine.originS), s + 40.21);
    mine.keep(me, people, far("t", here), s + 0.3);
  }
  expect([teacher.originS, mine.originS, mine.clock.known]).toEqual([1e9, null, true]);
  expect(mine.clock.toLesson(5)).toBeCloseTo(1e9 + 45, 4);
  expect(teacher.clock.toLesson(45)).toBe(1e9 + 45);
});

test("what is no clock message is counted and forgotten", () => {
  const talk = new ClockTalk(new PeerClock());
  const good = { v: 1, n: 1, now: 5, echo: null, origin: null };
  const bad = [
    "",
    "[]",
    "null",
    "{",
    JSON.stringify({ ...good, v: 2 }),
    JSON.stringify({ ...good, n: -1 }),
    JSON.stringify({ ...good, now: 1e12 }),
    JSON.stringify({ ...good, echo: { t0: 1 } }),
    JSON.stringify({ ...good, echo: 7 }),
    JSON.stringify({ ...good, more: "x".repeat(300) }),
  ];
  for (const text of bad) expect(talk.read(text, 1)).toBe(false);
  expect(talk.malformed).toBe(bad.length);
  expect(talk.read(JSON.stringify(good), 1)).toBe(true);
  expect(JSON.parse(talk.write(2, 9))).toEqual({
    v: 1,
    n: 1,
    now: 2,
    echo: { t0: 5, t1: 1, n: 1 },
    origin: 9,
  });
});
