import { expect, test } from "vitest";
import { LONG_S, patience } from "./patience";

test("for ten minutes waiting is just waiting", () => {
  expect(patience({ teacher: false, sinceS: 1000, nowS: 1000 + LONG_S - 1 })).toBe("wait");
});

test("after that, a teacher who is here is busy, and one who is not has not come", () => {
  expect(patience({ teacher: true, sinceS: 1000, nowS: 1000 + LONG_S })).toBe("busy");
  expect(patience({ teacher: false, sinceS: 1000, nowS: 1000 + LONG_S })).toBe("absent");
});

test("a new word begins the patience anew", () => {
  expect(patience({ teacher: true, sinceS: 1000 + LONG_S, nowS: 1000 + LONG_S + 5 })).toBe("wait");
});
