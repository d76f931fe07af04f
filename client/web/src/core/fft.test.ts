import { expect, test } from "vitest";
import { Fft } from "./fft";

test("a cosine of three turns is found at three, and nowhere else", () => {
  const re = Float64Array.from({ length: 32 }, (_, i) => Math.cos((2 * Math.PI * 3 * i) / 32));
  const im = new Float64Array(32);
  new Fft(32).transform(re, im);
  const size = [...re].map((value, k) => Math.hypot(value, im[k] ?? 0));
  expect(size.map((value) => Math.round(value))).toEqual(size.map((_, k) => (k === 3 || k === 29 ? 16 : 0)));
});

test("a size that is no power of two is refused with its value", () => {
  expect(() => new Fft(48)).toThrow("48");
});
