import { expect, test } from "vitest";
import type { KeyValue } from "../memory";
import { forget, type Kept, pairOf, recall, remember, untoldMs } from "./kept";

const ONE: Kept = { ms: 48, spreadMs: 0.1, n: 12, way: "cable", outputMs: 20, inputMs: 10, atS: 1 };

function shelf(): KeyValue & { texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, value) => void texts.set(key, value),
    removeItem: (key) => void texts.delete(key),
  };
}

test("a round trip is remembered of the devices it was measured of, and of no others", () => {
  const kept = shelf();
  remember(kept, pairOf(null, "usb"), ONE);
  expect(recall(kept, pairOf(null, "usb"))).toEqual(ONE);
  expect(recall(kept, pairOf("usb", "usb"))).toBeNull();
  remember(kept, pairOf(null, "usb"), { ...ONE, ms: 50 });
  expect(recall(kept, pairOf(null, "usb"))?.ms).toBe(50);
  remember(kept, pairOf(null, null), { ...ONE, ms: 50 });
  remember(kept, pairOf(null, "other"), { ...ONE, atS: 2 });
  forget(kept, pairOf(null, "usb"));
  expect(recall(kept, pairOf(null, null))).toBeNull();
  forget(kept, pairOf(null, "other"));
  expect(kept.texts.size).toBe(0);
});

test("of many devices the newest stay", () => {
  const kept = shelf();
  for (let n = 0; n < 30; n += 1) remember(kept, pairOf("out", String(n)), { ...ONE, atS: n });
  expect(recall(kept, pairOf("out", "29"))).not.toBeNull();
  expect(recall(kept, pairOf("out", "9"))).toBeNull();
});

test("what a browser did not keep well, or keeps not at all, is no measurement", () => {
  const kept = shelf();
  for (const text of [
    "{",
    "null",
    '{"out usb": {"ms": "48"}}',
    `{"out usb": ${JSON.stringify({ ...ONE, ms: 4000 })}}`,
  ]) {
    kept.setItem("klangbro.round-trips", text);
    expect(recall(kept, "out usb")).toBeNull();
  }
  expect(recall(null, "out usb")).toBeNull();
  remember(null, "out usb", ONE);
});

test("half of what nobody told is the output's, and nothing is heard before it is sent", () => {
  expect(untoldMs(ONE)).toBe(9);
  expect(untoldMs({ ...ONE, ms: 20 })).toBe(-5);
  expect(untoldMs({ ...ONE, ms: 1, outputMs: 4, inputMs: 30 })).toBe(-4);
  expect(untoldMs(null)).toBe(0);
});
