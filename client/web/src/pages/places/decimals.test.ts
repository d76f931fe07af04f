import { expect, test } from "vitest";
import { decimals, type Kind } from "./decimals";

test.each<[Kind, number, number, number]>([
  ["late", 44.2, 30, 0],
  ["late", 44.2, 25.5, 1],
  ["late", 25.54, 25.5, 2],
  ["late", 30.04, 30, 2],
  ["lost", 3.52, 2, 1],
  ["lost", 0.3, 0.25, 2],
  ["worse", 31.4, 28.333, 0],
  ["worse", 28.4, 28.333, 1],
  ["silent", 75, 72, 0],
])("%s: %f beside %f is told with %i decimals", (kind, value, usual, digits) => {
  expect(decimals({ kind, value, usual })).toBe(digits);
});
