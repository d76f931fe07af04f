import { expect, test } from "vitest";
import { differs, findings, publicAddress, type Reached, trips, verdict } from "./reach";

const GOOD: Reached = {
  server: true,
  socket: true,
  media: "direct",
  relayBy: null,
  udp: true,
  rttMs: 12,
  spreadMs: 3,
  lossPct: 0,
  downKbps: 20_000,
  openedBy: [],
  webElsewhere: false,
};

test("a quick and even network is fine to play together, and nothing is to be said against it", () => {
  expect(verdict(GOOD)).toBe("together");
  expect(findings(GOOD)).toEqual([]);
});

test.each([{ rttMs: 45 }, { spreadMs: 14 }, { lossPct: 4 }, { media: "relay", relayBy: "tls" } as const])(
  "%o is fine to take turns",
  (worse) => {
    expect(verdict({ ...GOOD, ...worse })).toBe("turns");
  },
);

test("a thin network carries the sound while the picture may rest", () => {
  const thin = { ...GOOD, downKbps: 300 };
  expect(verdict(thin)).toBe("sound");
  expect(findings(thin)).toEqual(["thin"]);
});

test.each([
  [{ socket: false }, ["no_socket"]],
  [{ media: "none", udp: false } as const, ["no_media", "no_udp"]],
  [{ media: "unknown", udp: false } as const, ["no_udp"]],
])("%o means that this network blocks lessons", (worse, found) => {
  expect(verdict({ ...GOOD, ...worse })).toBe("blocked");
  expect(findings({ ...GOOD, ...worse })).toEqual(found);
});

test("a relay over TCP is what blocked UDP leaves, and that is the verdict", () => {
  for (const relayBy of ["tcp", "tls"] as const)
    for (const udp of [false, null])
      expect(verdict({ ...GOOD, media: "relay", relayBy, udp })).toBe("no_udp");
  expect(verdict({ ...GOOD, media: "relay", relayBy: "udp", udp: true })).not.toBe("no_udp");
});

test("an echo out of reach is not this network's fault while UDP gets out", () => {
  const echo: Reached = { ...GOOD, media: "none" };
  expect(findings(echo)).toEqual(["echo_only"]);
  expect(verdict(echo)).not.toBe("blocked");
});

test("without anything to try the sound with, only the web is judged", () => {
  expect(verdict({ ...GOOD, media: "unknown", udp: null })).toBe("web_only");
});

test("a server that does not answer leaves nothing to find", () => {
  expect(verdict({ ...GOOD, server: false })).toBe("offline");
  expect(findings({ ...GOOD, server: false })).toEqual([]);
});

test("relays, opened encryption and another way out for the web are named", () => {
  const filtered: Reached = {
    ...GOOD,
    media: "relay",
    relayBy: "tcp",
    udp: false,
    openedBy: ["via: 1.1 box"],
    webElsewhere: true,
  };
  expect(findings(filtered)).toEqual(["no_udp", "relay_tcp", "opened", "proxy"]);
});

test("round trips are told by the middle one and by how far the slow ones lie above", () => {
  expect(trips([])).toEqual({ rttMs: null, spreadMs: null });
  expect(trips([10, 12, 11, 50, 10])).toEqual({ rttMs: 11, spreadMs: 39 });
});

test("only a reflexive candidate tells an address, and only like is compared with like", () => {
  expect(publicAddress("candidate:1 1 udp 99 203.0.113.5 4000 typ srflx raddr 0.0.0.0")).toBe("203.0.113.5");
  expect(publicAddress("candidate:1 1 udp 99 192.168.1.5 4000 typ host")).toBeNull();
  expect(differs("198.51.100.1", "203.0.113.5")).toBe(true);
  expect(differs("203.0.113.5", "203.0.113.5")).toBe(false);
  expect(differs("2001:db8::1", "203.0.113.5")).toBe(false);
});
