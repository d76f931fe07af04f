import { expect, test } from "vitest";
import { SendGain } from "./send-gain";

test("at 0 dB the microphone's own track is sent, with nothing between", () => {
  const track = {} as MediaStreamTrack;
  const gain = new SendGain();
  expect(gain.apply(track, 0)).toBe(track);
  expect(gain.apply(track, 0)).toBe(track);
  expect(gain.apply(null, 0)).toBeNull();
});
