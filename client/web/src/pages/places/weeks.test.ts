import { expect, test } from "vitest";
import type { Hour } from "./grid";
import { csvOf, isDrawn, lineOf, quantile, weeksOf } from "./weeks";

const MONDAY = new Date(2027, 0, 11, 9).getTime() / 1000;
const ONE: Hour = {
  hour_s: MONDAY,
  profile: "duet",
  word: "together",
  worth_ms: 18,
  variation_out_ms: 1,
  variation_in_ms: 3,
  lost_out_pct: 0.5,
  lost_in_pct: 0,
  measured: 2,
};

test("hours are gathered from Monday to Sunday, each week with its middle, its slow hours and its number", () => {
  const sunday = new Date(2027, 0, 17, 23).getTime() / 1000;
  const next = new Date(2027, 0, 18, 0).getTime() / 1000;
  const weeks = weeksOf(
    [
      ONE,
      { ...ONE, hour_s: sunday, worth_ms: 40, word: "follow" },
      { ...ONE, hour_s: next, worth_ms: 20 },
      { ...ONE, profile: "balanced" },
    ],
    "duet",
  );
  expect(weeks.map(({ hours, figures }) => [hours, figures?.middleMs])).toEqual([
    [2, 29],
    [1, 20],
  ]);
  expect(weeks[0]).toMatchObject({
    blocked: 0,
    word: "follow",
    figures: { highMs: 38.9, unevenMs: 3, lostPct: 0.5 },
  });
  expect(new Date((weeks[0]?.fromS ?? 0) * 1000).getDay()).toBe(1);
});

test("hours in which nothing got through are counted, make no figure, and are what the week was worst for", () => {
  const none: Hour = { ...ONE, worth_ms: null, word: "none", lost_out_pct: 100, lost_in_pct: 100 };
  const nextS = MONDAY + 7 * 24 * 3600;
  const weeks = weeksOf([ONE, { ...none, hour_s: MONDAY + 3600 }, { ...none, hour_s: nextS }], "duet");
  expect(weeks.map(({ hours, blocked, word }) => [hours, blocked, word])).toEqual([
    [2, 1, "none"],
    [1, 1, "none"],
  ]);
  expect(weeks[0]?.figures).toMatchObject({ middleMs: 18, highMs: 18, lostPct: 0.5 });
  expect(weeks[1]?.figures).toBeNull();
  expect(weeks.filter(isDrawn)).toHaveLength(1);
});

test("a quantile lies between neighbours", () => {
  expect(quantile([10, 20, 40], 0.5)).toBe(20);
  expect(quantile([10, 20, 40], 0.75)).toBe(30);
  expect(quantile([7], 0.95)).toBe(7);
});

test("a line has a point for each week, a week that was not measured being as wide as any", () => {
  const weeks = weeksOf(
    [0, 1, 3].map((week) => ({ ...ONE, hour_s: MONDAY + week * 7 * 24 * 3600 })),
    "duet",
  );
  expect(
    lineOf(
      weeks.filter(isDrawn),
      ({ middleMs }) => middleMs,
      300,
      (ms) => ms,
    ),
  ).toBe("M0.0 18.0L100.0 18.0L300.0 18.0");
});

test("a table keeps commas, quotes and empty cells, and hands no formula to a spreadsheet", () => {
  const rows = [
    { name: 'Pajala, "3"', ms: 18.5 },
    { name: "=1+1", ms: null },
  ];
  expect(csvOf(rows)).toBe('name,ms\r\n"Pajala, ""3""",18.5\r\n\'=1+1,\r\n');
});
