import { expect, test } from "vitest";
import { tuneOpus } from "./sdp";

const SDP = [
  "v=0",
  "m=audio 9 UDP/TLS/RTP/SAVPF 111 63",
  "a=rtpmap:111 opus/48000/2",
  "a=rtcp-fb:111 transport-cc",
  "a=fmtp:111 minptime=10;useinbandfec=1",
  "a=rtpmap:63 red/48000/2",
  "a=fmtp:63 111/111",
  "a=ptime:3",
  "m=video 9 UDP/TLS/RTP/SAVPF 96",
  "a=rtpmap:96 VP8/90000",
  "",
].join("\r\n");

const lines = (sdp: string) => sdp.split("\r\n");

test("Opus is asked for as music: stereo, no FEC, no DTX, high bitrate, 10 ms packets", () => {
  const tuned = lines(tuneOpus(SDP));
  const fmtp = tuned.find((line) => line.startsWith("a=fmtp:111 ")) ?? "";
  for (const word of [
    "stereo=1",
    "sprop-stereo=1",
    "maxaveragebitrate=256000",
    "useinbandfec=0",
    "usedtx=0",
    "cbr=0",
  ])
    expect(fmtp.slice("a=fmtp:111 ".length).split(";")).toContain(word);
  expect(tuned.filter((line) => line.startsWith("a=ptime"))).toEqual(["a=ptime:10"]);
});

test("the packet time stands in the audio section, and nothing else changes", () => {
  const tuned = lines(tuneOpus(SDP));
  expect(tuned.indexOf("a=ptime:10")).toBeLessThan(tuned.indexOf("m=video 9 UDP/TLS/RTP/SAVPF 96"));
  expect(tuned).toContain("a=fmtp:63 111/111");
  expect(tuned.at(-1)).toBe("");
  expect(tuned.slice(-3)).toEqual(["m=video 9 UDP/TLS/RTP/SAVPF 96", "a=rtpmap:96 VP8/90000", ""]);
});

test("tuning twice is tuning once", () => {
  expect(tuneOpus(tuneOpus(SDP))).toBe(tuneOpus(SDP));
});

test("parameters are added where the other side named none", () => {
  const bare = SDP.replace("a=fmtp:111 minptime=10;useinbandfec=1\r\n", "");
  const tuned = lines(tuneOpus(bare));
  expect(tuned[tuned.indexOf("a=rtpmap:111 opus/48000/2") + 1]).toMatch(/^a=fmtp:111 .*stereo=1/);
});

test("a description without Opus, or without anything, is left alone", () => {
  for (const sdp of ["", "v=0\r\n", "v=0\nm=video 9 X 96\n"]) expect(tuneOpus(sdp)).toBe(sdp);
});
