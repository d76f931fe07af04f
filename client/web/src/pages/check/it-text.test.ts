import { expect, test } from "vitest";
import type { Reached } from "../../core/reach";
import { LOCALES, speak } from "../../i18n";
import { itText } from "./it-text";

const HERE = {
  origin: "https://lessons.example",
  host: "lessons.example",
  port: "443",
  unixS: 1_800_000_000,
};
const FILTERED: Reached = {
  server: true,
  socket: true,
  media: "relay",
  relayBy: "tls",
  udp: false,
  rttMs: 42.4,
  spreadMs: 12,
  lossPct: 0,
  downKbps: 300,
  openedBy: ["via: 1.1 box"],
  webElsewhere: true,
};
const REACH = {
  address: "198.51.100.7",
  opened_by: ["via: 1.1 box"],
  stun: [],
  relays: ["turn:relay.example:3478?transport=udp", "turns:relay.example:5349"],
};

test.each(LOCALES)("in %s it names hosts, ports and policies, and what was found", async (locale) => {
  await speak(locale);
  const text = itText(FILTERED, REACH, HERE);
  for (const word of [
    "lessons.example",
    "443",
    "relay.example:3478 (UDP)",
    "relay.example:5349 (TLS)",
    "AudioCaptureAllowedUrls",
    "WebRtcUdpPortRange",
    "via: 1.1 box",
    "198.51.100.7",
    "300",
    "42 ms",
  ])
    expect(text).toContain(word);
  expect(text).not.toMatch(/network\.found/);
});

test("a server without a relay asks for none", async () => {
  await speak("en");
  expect(itText(FILTERED, { ...REACH, relays: [] }, HERE)).not.toContain("To the relay");
});
