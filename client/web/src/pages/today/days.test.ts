import { expect, test } from "vitest";
import { addDays, localMinutes, nextQuarter, startOfDay, startOfWeek } from "./days";

test("a week begins on Monday, and Sunday is its last day", () => {
  const monday = new Date(2026, 4, 4);
  for (let day = 0; day < 7; day++)
    expect(startOfWeek(new Date(2026, 4, 4 + day, 23, 59)).getTime()).toBe(monday.getTime());
});

test("a day later is the same hour of the next day, in the night the clocks change as well", () => {
  for (const day of [new Date(2026, 2, 28), new Date(2026, 9, 24), new Date(2026, 11, 31)]) {
    const next = addDays(day, 1);
    expect([next.getHours(), next.getMinutes()]).toEqual([0, 0]);
    expect(startOfDay(next).getTime()).toBe(next.getTime());
    expect(next.getDate()).not.toBe(day.getDate());
  }
});

test("a lesson is offered at the next quarter today, and in the afternoon of another day", () => {
  const now = new Date();
  now.setHours(10, 7, 30);
  expect(localMinutes(nextQuarter(startOfDay(now), now))).toMatch(/T10:15$/);
  expect(localMinutes(nextQuarter(new Date(2020, 0, 5), now))).toBe("2020-01-05T14:00");
  now.setHours(23, 50);
  expect(localMinutes(nextQuarter(startOfDay(now), now))).toBe(
    localMinutes(startOfDay(now)).replace("00:00", "23:45"),
  );
});
