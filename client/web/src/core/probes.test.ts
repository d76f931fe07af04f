import { expect, test } from "vitest";
import { dueBy, KNOCK, probeText, readProbe } from "./probes";

test("a message is as long as the profile's packet and says which it is", () => {
  const text = probeText({ run: 2, number: 1999 }, 62);
  expect(text).toHaveLength(62);
  expect(readProbe(text)).toEqual({ run: 2, number: 1999 });
  expect(readProbe(KNOCK)).toEqual({ run: 0, number: 0 });
});

test("what is no message of a measurement is nothing", () => {
  for (const text of ["", "null", "[]", '{"r":1}', '{"r":"1","s":2}', '{"r":1.5,"s":2}'])
    expect(readProbe(text)).toBeNull();
});

test("who woke up late sends all that is due, and never more than there is", () => {
  expect(dueBy(0, 2.5, 100)).toBe(1);
  expect(dueBy(9.9, 2.5, 100)).toBe(4);
  expect(dueBy(1e6, 2.5, 100)).toBe(100);
  expect(dueBy(-1, 2.5, 100)).toBe(0);
});
