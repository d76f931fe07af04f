import { expect, test } from "vitest";
import { RATE_HZ } from "./pcm";
import { LONGEST_S, Taker } from "./taker";

const block = (frames: number) => [new Float32Array(frames).fill(0.5)];

test("what was put is a WAV of its length", async () => {
  const taker = new Taker(1);
  taker.put(block(2400));
  taker.put(block(2400));
  const data = new DataView(await taker.file().arrayBuffer());
  expect(taker.seconds).toBe(0.1);
  expect(data.byteLength).toBe(44 + 4800 * 3);
  expect(data.getUint32(40, true)).toBe(4800 * 3);
  expect(data.getUint8(46)).toBe(0x40);
});

test("it takes a minute and no more, whatever still comes", () => {
  const taker = new Taker(1);
  for (let second = 0; second < LONGEST_S; second += 1) {
    expect(taker.full).toBe(false);
    taker.put(block(RATE_HZ));
  }
  taker.put(block(RATE_HZ));
  expect(taker.full).toBe(true);
  expect(taker.seconds).toBe(LONGEST_S);
  expect(taker.file().size).toBe(44 + LONGEST_S * RATE_HZ * 3);
});
