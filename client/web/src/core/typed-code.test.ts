import { expect, test } from "vitest";
import { typedCode } from "./typed-code";

test.each(["FHJK 3467", "fhjk3467", " f h j k - 3 4 6 7 ", "FHJK–3467"])("%j is a code", (text) => {
  expect(typedCode(text)).toBe("FHJK3467");
});

test.each(["", "FHJK346", "FHJK 34677", "https://example.org/join#t=a.b.c", "FHJK_467"])(
  "%j is none",
  (text) => {
    expect(typedCode(text)).toBeNull();
  },
);
