import { describe, expect, test } from "vitest";
import { PeerClock } from "./clock/peer-clock";
import { type LatenessInputs, lateness, networkWord, pictureDelayMs, skewMs } from "./quality";

const AHEAD_S = 500;

/** Their clock is 500 s ahead; 20 ms round trip. */
function knownClock(): PeerClock {
  const clock = new PeerClock();
  for (let i = 0; i < 4; i += 1) clock.exchange(i, i + 0.01 + AHEAD_S, i + 0.01 + AHEAD_S, i + 0.02);
  return clock;
}

const inputs = (over: Partial<LatenessInputs>): LatenessInputs => ({
  clock: knownClock(),
  nowS: 10,
  mark: null,
  heard: null,
  wallS: null,
  outputMs: 8,
  playoutMs: 30,
  ...over,
});

describe("how late we hear the other", () => {
  test("a native end's stamp gives a measured figure, across the wrap of RTP time", () => {
    const mark = { rtpTimestamp: 2 ** 32 - 480, atS: 9.95 + AHEAD_S };
    const heard = { rtpTimestamp: 480, atS: 10, capturedUnixMs: null };
    const found = lateness(inputs({ mark, heard }));
    // Captured 20 ms after the mark, handed out 30 ms later, 8 ms of output.
    expect(found?.mouthToEarMs).toBeCloseTo(38, 3);
    expect(found?.method).toBe("measured");
    expect(found?.boundMs).toBeGreaterThanOrEqual(10);
  });

  test("a page's capture stamp is mapped by its wall clock, and its silent microphone widens the bound", () => {
    const wallS = 1_700_000_000;
    const heard = { rtpTimestamp: 0, atS: 10, capturedUnixMs: (wallS + AHEAD_S + 9.94) * 1000 };
    const found = lateness(inputs({ heard, wallS }));
    expect(found?.mouthToEarMs).toBeCloseTo(60 + 8 + 10, 3);
    expect(found?.boundMs).toBeGreaterThanOrEqual(20);
  });

  test("without stamps it is summed from parts and says that it is an estimate", () => {
    const found = lateness(inputs({}));
    expect(found?.mouthToEarMs).toBeCloseTo(26.5 + 10 + 30 + 8, 6);
    expect(found?.method).toBe("estimated");
  });

  test("an impossible stamp is not believed", () => {
    const mark = { rtpTimestamp: 0, atS: 20 + AHEAD_S };
    const heard = { rtpTimestamp: 0, atS: 10, capturedUnixMs: null };
    expect(lateness(inputs({ mark, heard }))?.method).toBe("estimated");
  });

  test("before the clocks have met there is no figure", () => {
    expect(lateness(inputs({ clock: new PeerClock() }))).toBeNull();
  });
});

test("picture delay is this moment in the sender's time minus the frame's own", () => {
  const wallS = 1_700_000_000;
  expect(pictureDelayMs(knownClock(), 10, wallS, (wallS + AHEAD_S + 9.9) * 1000)).toBeCloseTo(100, 3);
  expect(pictureDelayMs(knownClock(), 10, wallS, null)).toBeNull();
  expect(pictureDelayMs(knownClock(), 10, wallS, (wallS + AHEAD_S + 99) * 1000)).toBeNull();
});

test("gaps in the sound have a word from one percent on", () => {
  expect([0, 0.9, 1, 4.9, 5].map(networkWord)).toEqual(["good", "good", "uneven", "uneven", "poor"]);
});

test("a picture that comes after its sound has a positive skew", () => {
  const heard = { mouthToEarMs: 60, boundMs: 1, method: "measured" } as const;
  expect(skewMs(95, heard)).toBe(35);
  expect(skewMs(40, heard)).toBe(-20);
  expect(skewMs(null, heard)).toBeNull();
  expect(skewMs(95, null)).toBeNull();
});
