import { expect, test } from "vitest";
import type { Mark } from "../protocol";
import { MAX_PAGES, markedPages, parseReading, shownPages } from "./reading";

const TOKEN = `0123456789abcdef.${"x".repeat(43)}`;
const mark = (score: string, page: number): Mark => ({
  id: `${score}${page}`,
  score,
  page,
  shape: "pen",
  colour: "red",
  points: "1,2",
  text: "",
});

test("a reading link's token is read from the fragment, and nothing else is", () => {
  expect(parseReading(`#r=${TOKEN}`)).toBe(TOKEN);
  for (const wrong of ["", "#", `#t=${TOKEN}`, "#r=short", `#r=${TOKEN}x`, `#r=<${TOKEN}`])
    expect(parseReading(wrong)).toBeNull();
});

test("the pages that were drawn on are shown, each once and in order", () => {
  const marks = [mark("a", 4), mark("a", 2), mark("b", 1), mark("a", 4)];
  expect(markedPages(marks, "a")).toEqual([2, 4]);
  expect(shownPages([2, 4], 6, false)).toEqual([2, 4]);
  expect(shownPages([2, 9], 6, false)).toEqual([2]);
});

test("a score nobody drew on is shown whole, up to a sensible length", () => {
  expect(shownPages([], 3, false)).toEqual([1, 2, 3]);
  expect(shownPages([2], 3, true)).toEqual([1, 2, 3]);
  expect(shownPages([], 500, false)).toHaveLength(MAX_PAGES);
});
