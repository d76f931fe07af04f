import { expect, test } from "vitest";
import { composes, type Need, percentOf, words } from "./posts";

const need = (municipality: string, percent: number): Need => ({
  id: `${municipality}-${percent}`,
  municipality,
  municipality_name: municipality,
  subject: "violin",
  percent,
  languages: [],
  places: [],
  from_day: "2027-08-01",
  post: null,
});

test("a part of a post is typed with or without its sign", () => {
  expect([" 30 ", "25%", "20 %", "0", "101", "a third", ""].map(percentOf)).toEqual([
    30,
    25,
    20,
    null,
    null,
    null,
    null,
  ]);
});

test("words are what stands between commas", () => {
  expect(words(" Swedish, meänkieli,, ")).toEqual(["Swedish", "meänkieli"]);
});

test.each([
  ["one's own and another's", [need("here", 30), need("there", 25)], true],
  ["nobody else's", [need("here", 30), need("here", 20)], false],
  ["none of one's own", [need("there", 30), need("elsewhere", 20)], false],
  ["more than a full post", [need("here", 60), need("there", 41)], false],
  ["nothing", [], false],
])("needs of %s make a post or do not", (_, needs, expected) => {
  expect(composes(needs, "here")).toBe(expected);
});
