import { expect, test } from "vitest";
import { blamesNetwork } from "./place-trial";

test("a network through which UDP reaches somebody else is not blamed", () => {
  expect(blamesNetwork(true, 0)).toBe(false);
  expect(blamesNetwork(true, 2)).toBe(false);
});

test("a network is blamed where UDP reaches nobody, or a relay that is there was not reached", () => {
  expect(blamesNetwork(false, 0)).toBe(true);
  expect(blamesNetwork(null, 1)).toBe(true);
});

test("with neither STUN nor a relay to ask nobody can tell", () => {
  expect(blamesNetwork(null, 0)).toBe(false);
});
