import { expect, test } from "vitest";
import { type Hour, weekOf } from "./grid";

const TUESDAY_THREE = new Date(2027, 0, 12, 15).getTime() / 1000;
const WEEK_S = 7 * 24 * 3600;
const ONE: Hour = {
  hour_s: TUESDAY_THREE,
  profile: "duet",
  word: "together",
  worth_ms: 18,
  variation_out_ms: 1,
  variation_in_ms: 1,
  lost_out_pct: 0,
  lost_in_pct: 0,
  measured: 2,
};

test("an hour of the week shows its worst and in how many weeks it was measured", () => {
  const worse: Hour = { ...ONE, hour_s: TUESDAY_THREE - WEEK_S, worth_ms: 44, word: "follow" };
  const rows = weekOf([worse, ONE], "duet");
  expect(rows).toHaveLength(1);
  expect(rows[0]?.hour).toBe(15);
  expect(rows[0]?.cells[1]).toEqual({ worstMs: 44, word: "follow", weeks: 2 });
  expect(rows[0]?.cells.filter((cell) => cell !== null)).toHaveLength(1);
});

test("a Sunday stands last, hours in their order, other profiles elsewhere", () => {
  const sunday = new Date(2027, 0, 17, 8).getTime() / 1000;
  const rows = weekOf([ONE, { ...ONE, hour_s: sunday }, { ...ONE, profile: "balanced" }], "duet");
  expect(rows.map(({ hour }) => hour)).toEqual([8, 15]);
  expect(rows[0]?.cells[6]?.weeks).toBe(1);
});

test("an hour in which nothing got through is worse than any other", () => {
  const none: Hour = { ...ONE, hour_s: TUESDAY_THREE - WEEK_S, worth_ms: null, word: "none" };
  for (const hours of [
    [ONE, none],
    [none, { ...ONE, worth_ms: 900, word: "turns" as const }],
  ])
    expect(weekOf(hours, "duet")[0]?.cells[1]).toEqual({ worstMs: null, word: "none", weeks: 2 });
});
