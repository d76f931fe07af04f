import { expect, test } from "vitest";
import { isDurable, parseServerMessage } from ".";

test("what must not be lost is durable, what may vanish is not", () => {
  expect(isDurable({ type: "admit", participant: "p" })).toBe(true);
  expect(isDurable({ type: "description", connection: "c", kind: "offer", sdp: "v=0" })).toBe(true);
  expect(isDurable({ type: "levels", peak_dbfs: -20 })).toBe(false);
  expect(isDurable({ type: "candidate", connection: "c", candidate: null, mid: null })).toBe(false);
  expect(isDurable({ type: "ack", seq: 1 })).toBe(false);
});

test.each(["", "[]", "3", "null", "{}", '{"type":1}'])("%j is no message", (text) => {
  expect(parseServerMessage(text)).toBeNull();
});

test("a message of the room is read", () => {
  expect(parseServerMessage('{"type":"ack","seq":3}')).toEqual({ type: "ack", seq: 3 });
});
