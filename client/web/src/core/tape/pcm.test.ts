import { expect, test } from "vitest";
import { toPcm, wavHeader } from "./pcm";

test("samples are 24 bits, little end first, channels side by side, and never wrap", () => {
  const left = Float32Array.of(0.5, 2);
  const right = Float32Array.of(-1, -(2 ** -23));
  expect([...toPcm([left, right])]).toEqual([0, 0, 0x40, 0, 0, 0x80, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
});

test("the header says how long and how wide the sound is", () => {
  const view = new DataView(wavHeader(600, 2).buffer);
  expect([view.getUint32(4, true), view.getUint32(40, true)]).toEqual([636, 600]);
  expect([view.getUint16(22, true), view.getUint16(32, true), view.getUint16(34, true)]).toEqual([2, 6, 24]);
});
