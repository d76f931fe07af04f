import { expect, test } from "vitest";
import { StaffError } from "./staff";
import { conflictsOf, dayAndTime, lastDayFor, sameWeek } from "./timetable";

const TERMS = [
  { id: "1", name: "Autumn", first_day: "2026-08-17", last_day: "2026-12-18" },
  { id: "2", name: "Spring", first_day: "2027-01-11", last_day: "2027-06-11" },
];

test("a series lasts until its term ends, or the next one, or a quarter of a year", () => {
  expect(lastDayFor("2026-09-01", TERMS)).toBe("2026-12-18");
  expect(lastDayFor("2026-12-24", TERMS)).toBe("2027-06-11");
  expect(lastDayFor("2027-08-02", TERMS)).toBe("2027-10-25");
  expect(lastDayFor("", [])).toBe("");
});

test("a week goes from Monday to Sunday, in the weeks the clocks change as well", () => {
  expect(sameWeek(new Date(2027, 2, 22), new Date(2027, 2, 28, 23))).toBe(true);
  expect(sameWeek(new Date(2027, 2, 28, 23), new Date(2027, 2, 29))).toBe(false);
});

test("a field of day and time is both", () => {
  expect(dayAndTime("2027-01-19T14:00")).toEqual({ day: "2027-01-19", at: "14:00" });
  expect(dayAndTime("")).toEqual({ day: "", at: "" });
});

test("only what was refused for somebody who is taken names conflicts", () => {
  const met = [{ who: "Anna", is_place: false, wanted: {}, taken: null }];
  expect(conflictsOf(new StaffError("conflict", { said: { conflicts: met } }))).toEqual(met);
  expect(conflictsOf(new StaffError("conflict", { said: { error: {} } }))).toEqual([]);
  expect(conflictsOf(new StaffError("failed"))).toEqual([]);
  expect(conflictsOf(new Error("no"))).toEqual([]);
});
