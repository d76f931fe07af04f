import { expect, test } from "vitest";
import { INSTRUMENTS, instrumentOf } from "./instruments";

test.each([
  ["violin", "violin"],
  ["Fiol", "violin"],
  ["smuikas", "violin"],
  ["violino", "violin"],
  ["viola", "viola"],
  ["alttoviulu", "viola"],
  ["altviolin", "viola"],
  ["violoncello", "cello"],
  ["Cello", "cello"],
  ["fagott", "bassoon"],
  ["kontrabas", "bass"],
  ["käyrätorvi", "horn"],
  ["trombone", "trombone"],
  ["tromba", "trumpet"],
  ["nyckelharpa", "any"],
  ["", "any"],
])("%s is tuned as %s", (words, name) => {
  expect(instrumentOf(words)).toBe(name);
});

test("every open string lies within its instrument", () => {
  for (const { strings, lowest, highest } of Object.values(INSTRUMENTS))
    for (const string of strings) expect(string > lowest && string < highest).toBe(true);
});
