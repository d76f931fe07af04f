import { expect, test } from "vitest";
import { Backoff } from "./backoff";

test("waits are drawn from the whole of a doubling span up to the cap", () => {
  const backoff = new Backoff({ baseS: 0.5, capS: 8, random: () => 1 });
  expect([1, 2, 3, 4, 5, 6].map(() => backoff.next())).toEqual([0.5, 1, 2, 4, 8, 8]);
});

test("a wait may be as short as nothing, so that many do not come back as one", () => {
  expect(new Backoff({ random: () => 0 }).next()).toBe(0);
});

test("after a success the span is small again", () => {
  const backoff = new Backoff({ baseS: 1, random: () => 1 });
  backoff.next();
  backoff.next();
  backoff.reset();
  expect(backoff.next()).toBe(1);
});
