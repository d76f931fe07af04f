import { expect, test } from "vitest";
import { AudioWindow, type InboundAudio, readStats } from "./stats";

const audio = (over: Partial<InboundAudio>): InboundAudio => ({
  packets: 0,
  lost: 0,
  concealedSamples: 0,
  totalSamples: 0,
  bufferDelayS: 0,
  emittedSamples: 0,
  playingUnixMs: null,
  ...over,
});

test("the browser's counters are read by name", () => {
  const { audio: inbound, relayed } = readStats([
    {
      type: "inbound-rtp",
      kind: "audio",
      packetsReceived: 100,
      packetsLost: 2,
      totalSamplesReceived: 48_000,
    },
    { type: "transport", selectedCandidatePairId: "pair" },
    { id: "pair", localCandidateId: "local", remoteCandidateId: "remote" },
    { id: "local", candidateType: "relay" },
    { id: "remote", candidateType: "host" },
  ]);
  expect(inbound).toMatchObject({ packets: 100, lost: 2, totalSamples: 48_000, concealedSamples: 0 });
  expect(relayed).toBe(true);
});

test("before anything has arrived there is nothing to read", () => {
  expect(readStats([])).toMatchObject({ audio: null, video: null, relayed: false });
  expect(readStats([]).outbound).toEqual({
    availableBps: null,
    audioBytes: 0,
    audioPackets: 0,
    audioLost: 0,
    encoderBusy: false,
  });
});

test("loss and concealment are shares of the last ten seconds, not of the lesson", () => {
  const window = new AudioWindow();
  window.add(audio({ packets: 100, lost: 100, totalSamples: 1000, concealedSamples: 1000 }), 0);
  window.add(audio({ packets: 200, lost: 100, totalSamples: 2000, concealedSamples: 1000 }), 11);
  const figures = window.add(
    audio({ packets: 298, lost: 102, totalSamples: 3000, concealedSamples: 1010 }),
    12,
  );
  expect(figures.lossPct).toBeCloseTo(2, 6);
  expect(figures.concealedPct).toBeCloseTo(1, 6);
});

test("the playout delay is what samples waited lately, not since the start", () => {
  const window = new AudioWindow();
  window.add(audio({ totalSamples: 1, bufferDelayS: 0, emittedSamples: 0 }), 0);
  window.add(audio({ totalSamples: 2, bufferDelayS: 48_000 * 0.2, emittedSamples: 48_000 }), 5);
  const figures = window.add(
    audio({ totalSamples: 3, bufferDelayS: 48_000 * 0.24, emittedSamples: 96_000 }),
    6,
  );
  expect(figures.playoutMs).toBeCloseTo(40, 6);
});

test("counters that run backwards belong to a new source and start a new window", () => {
  const window = new AudioWindow();
  window.add(audio({ packets: 500, totalSamples: 90_000, concealedSamples: 9000 }), 0);
  expect(window.add(audio({ packets: 1, totalSamples: 480 }), 1)).toEqual({
    playoutMs: null,
    lossPct: 0,
    concealedPct: 0,
  });
});

test("of two incoming pictures the first one's times count, and the counters of both", () => {
  const picture = (track: string, frames: number, playout: number) => ({
    type: "inbound-rtp",
    kind: "video",
    trackIdentifier: track,
    packetsReceived: 10 * frames,
    framesReceived: frames,
    framesDropped: 1,
    estimatedPlayoutTimestamp: 2_208_988_800_000 + playout,
  });
  const { video } = readStats([picture("hands", 30, 700), picture("face", 60, 500)], "face");
  expect(video).toMatchObject({ packets: 900, framesReceived: 90, framesDropped: 2, playingUnixMs: 500 });
});

test("what goes out is read with its headers, its losses and what the browser believes possible", () => {
  const { outbound } = readStats([
    { type: "outbound-rtp", kind: "audio", bytesSent: 20_000, headerBytesSent: 2_000, packetsSent: 100 },
    { type: "outbound-rtp", kind: "video", qualityLimitationReason: "cpu" },
    { type: "remote-inbound-rtp", kind: "audio", packetsLost: 7 },
    { type: "transport", selectedCandidatePairId: "pair" },
    { id: "pair", availableOutgoingBitrate: 280_000 },
  ]);
  expect(outbound).toEqual({
    availableBps: 280_000,
    audioBytes: 25_800,
    audioPackets: 100,
    audioLost: 7,
    encoderBusy: true,
  });
});
