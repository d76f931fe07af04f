import { describe, expect, test } from "vitest";
import { minorOf, money, recentMonths, spanOf } from "./borders";

describe("money", () => {
  test.each([
    ["50", 5000],
    ["49,5", 4950],
    ["49.95", 4995],
    [" 0 ", 0],
    ["4.999", null],
    ["-3", null],
    ["", null],
    ["fifty", null],
  ])("%s is %s hundredths", (typed, minor) => {
    expect(minorOf(typed)).toBe(minor);
  });

  test("is written with its currency", () => {
    expect(money(7917, "EUR")).toContain("79.17");
  });
});

describe("months", () => {
  test("go back over the new year", () => {
    expect(recentMonths(new Date(2027, 0, 31), 3)).toEqual(["2027-01", "2026-12", "2026-11"]);
  });

  test("follow each other without a gap", () => {
    expect(spanOf("2026-12").to).toBe(spanOf("2027-01").from);
  });
});
