import { expect, test } from "vitest";
import type { MadeLesson } from "./api";
import { nextLessons } from "./next-lessons";

function lesson(id: string, minute: number, more: Partial<MadeLesson["lesson"]> = {}): MadeLesson {
  const at = `2026-03-02T14:${String(minute).padStart(2, "0")}:00Z`;
  const invite = { id: `${id}t`, expires_at: at, revoked: false };
  return {
    lesson: { id, teacher: "Anna", instrument: "violin", created_at: at, echo: false, ...more },
    invites: [
      { ...invite, role: "teacher", name: "Anna", url: `https://x/join#t=${id}` },
      { ...invite, role: "pupil", name: `Pupil ${id}`, url: "https://x/join#t=p" },
    ],
  };
}

test("the lesson after this one comes first, and those before it last", () => {
  const all = [lesson("c", 3), lesson("a", 1), lesson("d", 4), lesson("b", 2)];
  expect(nextLessons(all, "b").map(({ id }) => id)).toEqual(["c", "d", "a"]);
  expect(nextLessons(all, null).map(({ id }) => id)).toEqual(["a", "b", "c", "d"]);
});

test("a lesson that says when it begins is placed by that", () => {
  const all = [lesson("a", 1, { begins_at: "2026-03-02T16:00:00Z" }), lesson("b", 2)];
  expect(nextLessons(all, null).map(({ id }) => id)).toEqual(["b", "a"]);
});

test("echoes, and lessons without a teacher's invite or a pupil, are not offered", () => {
  const alone = lesson("b", 2);
  alone.invites = alone.invites.slice(0, 1);
  const taken = lesson("c", 3);
  taken.invites = taken.invites.map((invite) => ({ ...invite, revoked: true }));
  expect(nextLessons([lesson("a", 1, { echo: true }), alone, taken], null)).toEqual([]);
});
