import { expect, test } from "vitest";
import { PictureWatch } from "./picture-watch";
import { readStats } from "./stats";

/** Seconds of counters as a browser gives them, twice a second. */
function words(seconds: number, availableBps: number, lostShare = 0): string[] {
  const watch = new PictureWatch();
  const seen: string[] = [];
  for (let half = 1; half <= 2 * seconds; half += 1) {
    const reading = readStats([
      { type: "outbound-rtp", kind: "audio", bytesSent: 10_000 * half, packetsSent: 50 * half },
      { type: "remote-inbound-rtp", kind: "audio", packetsLost: 50 * half * lostShare },
      { type: "transport", selectedCandidatePairId: "p" },
      { id: "p", availableOutgoingBitrate: availableBps },
    ]);
    const sides = { queueS: 0.001, wishFps: null, tickLateS: 0 };
    const { step } = watch.feed(reading, sides, 100 + half / 2);
    if (seen.at(-1) !== step.word) seen.push(step.word);
  }
  return seen;
}

test("a path that has room beside the sound keeps its picture", () => {
  expect(words(30, 2_000_000)).toEqual(["full"]);
});

test("sound of 190 kb/s on 300 kb/s leaves a slow picture", () => {
  expect(words(20, 300_000)).toEqual(["full", "slow"]);
});

test("heavy loss that the far end reports takes the picture away", () => {
  expect(words(20, 2_000_000, 0.2)).toEqual(["full", "smaller", "stills", "resting"]);
});

test("a machine that cannot keep up asks for less by itself, and sends less", () => {
  const watch = new PictureWatch();
  let sent = 30;
  for (let half = 1; half <= 8; half += 1) {
    const reading = readStats([{ type: "inbound-rtp", kind: "audio", totalSamplesReceived: 24_000 * half }]);
    sent = watch.feed(reading, { queueS: null, wishFps: null, tickLateS: 0.5 }, half / 2).step.fps;
  }
  expect(watch.wishFps).toBe(15);
  expect(sent).toBe(15);
});
