import { beforeEach, describe, expect, test } from "vitest";
import { type FakeConnection, settled, World } from "./connections-world";

let world: World;

beforeEach(() => {
  world = new World();
});

describe("making a connection", () => {
  test("only a protected person's page keeps to the relay", () => {
    world.open("c1");
    world.open("c2", { relay_only: true });
    expect(world.configurations.map(({ iceTransportPolicy }) => iceTransportPolicy)).toEqual([
      "all",
      "relay",
    ]);
  });

  const kinds = (made: FakeConnection) => made.transceivers.map(({ receiver }) => receiver.track.kind);

  test("the impolite side offers audio first, then video, and a page the place of a second picture", async () => {
    const made = world.open("c1");
    await settled();
    expect(kinds(made)).toEqual(["audio", "video", "video"]);
    expect(world.said).toEqual([{ type: "description", connection: "c1", kind: "offer", sdp: "v=0\r\n" }]);
  });

  test.each(["companion", "echo"] as const)("a %s is offered one picture", (kind) => {
    expect(kinds(world.open("c1", { kind }))).toEqual(["audio", "video"]);
  });

  test("a second camera goes out on the second picture's line, from either side, and never by a new offer", async () => {
    const camera = { kind: "video" } as unknown as MediaStreamTrack;
    const hands = { kind: "video" } as unknown as MediaStreamTrack;
    const made = [world.open("c1"), world.open("c2", { polite: true, participant: "q" })];
    world.connections.receive({ type: "description", connection: "c2", kind: "offer", sdp: "hands\r\n" });
    await settled();
    const before = world.said.length;
    for (const second of [hands, null, hands]) {
      world.connections.setTracks({ audio: null, video: camera, second });
      await settled();
      for (const { transceivers } of made)
        expect(transceivers.map(({ sender }) => sender.track)).toEqual([null, camera, second]);
    }
    expect(world.said.length).toBe(before);
  });

  test("an incoming track is known by its place, also where only one picture was offered", async () => {
    const made = world.open("c1", { polite: true });
    world.connections.receive({ type: "description", connection: "c1", kind: "offer", sdp: "hands\r\n" });
    await settled();
    const tracks = made.transceivers.map((transceiver, index) => {
      const track = { id: String(index) };
      made.ontrack?.({ track, transceiver });
      return track;
    });
    const [link] = world.connections.links;
    expect([link?.audio, link?.video, link?.second]).toEqual(tracks);
  });

  test("the polite side waits for the offer and sends on the lines it was given", async () => {
    const track = { kind: "audio" } as unknown as MediaStreamTrack;
    world.connections.setTracks({ audio: track, video: null, second: null });
    const made = world.open("c1", { polite: true });
    await settled();
    expect(world.said).toEqual([]);
    world.connections.receive({ type: "description", connection: "c1", kind: "offer", sdp: "v=0\r\n" });
    await settled();
    expect(made.transceivers.map(({ direction }) => direction)).toEqual(["sendrecv", "sendrecv"]);
    expect(made.transceivers[0]?.sender.track).toBe(track);
    expect(world.said).toMatchObject([{ type: "description", kind: "answer" }]);
  });

  test("received sound waits as little as the browser can", async () => {
    const made = world.open("c1");
    world.connections.receive({ type: "description", connection: "c1", kind: "answer", sdp: "v=0\r\n" });
    await settled();
    expect(made.transceivers[0]?.receiver.jitterBufferTarget).toBe(0);
  });

  test("candidates that come before the description are kept for it", async () => {
    const made = world.open("c1");
    world.connections.receive({ type: "candidate", connection: "c1", candidate: "candidate:1", mid: "0" });
    await settled();
    expect(made.candidates).toEqual([]);
    world.connections.receive({ type: "description", connection: "c1", kind: "answer", sdp: "v=0\r\n" });
    await settled();
    expect(made.candidates).toEqual([{ candidate: "candidate:1", sdpMid: "0" }]);
  });

  test("a description the browser refuses is reported as a failed connection", async () => {
    world.open("c1");
    world.connections.receive({ type: "description", connection: "c1", kind: "answer", sdp: "broken" });
    await settled();
    expect(world.states()).toEqual(["c1 failed"]);
  });

  test("sound that goes through a companion is not sent here as well", () => {
    const track = { kind: "audio" } as unknown as MediaStreamTrack;
    world.connections.setTracks({ audio: track, video: null, second: null });
    const made = world.open("c1", { media: { audio: false, video: true } });
    expect(made.transceivers[0]?.sender.track).toBeNull();
  });
});

describe("watching a connection", () => {
  test("it is up with the first beat, said once", () => {
    const made = world.open("c1");
    world.turn(2, made);
    expect(world.states()).toEqual(["c1 up"]);
  });

  test("1.5 s without a sign is reported as silent, once, and a return as up", () => {
    const made = world.open("c1");
    world.turn(1, made);
    world.turn(5);
    world.turn(1, made);
    expect(world.states()).toEqual(["c1 up", "c1 silent", "c1 up"]);
  });

  test("one that never comes up is not called silent", () => {
    world.open("c1");
    world.turn(20);
    expect(world.states()).toEqual([]);
  });

  test("malformed beats are counted and are no sign of life", () => {
    const made = world.open("c1");
    made.channel.onmessage?.({ data: "{" });
    world.turn(1);
    expect(world.connections.links[0]?.malformedBeats).toBe(1);
    expect(world.states()).toEqual([]);
  });

  test("beats go out every quarter second and answer the other's for the clock", () => {
    const made = world.open("c1");
    world.turn(1, made);
    const beats = made.channel.sent.map(
      (text) => JSON.parse(text) as { n: number; echo: { t0: number } | null },
    );
    expect(beats.map(({ n }) => n)).toEqual([1, 2, 3, 4]);
    expect(beats.at(-1)?.echo?.t0).toBe(world.nowS);
  });
});

describe("replacing a connection", () => {
  test("the old one is heard until the new one is up", () => {
    const old = world.open("c1");
    world.turn(1, old);
    const young = world.open("c2", { replaces: "c1" });
    expect(world.connections.carrying("p", "audio")?.id).toBe("c1");
    world.turn(1, old, young);
    expect(world.connections.carrying("p", "audio")?.id).toBe("c2");
    expect(old.closed).toBe(false);
    world.connections.receive({ type: "connection_close", connection: "c1", reason: "replaced" });
    expect(old.closed).toBe(true);
  });

  test("when the room has forgotten us, sound goes on until something new carries it", () => {
    const old = world.open("c1");
    world.turn(1, old);
    world.connections.orphan();
    world.turn(3, old);
    expect(old.closed).toBe(false);
    const young = world.open("c9");
    world.turn(1, old, young);
    expect(old.closed).toBe(true);
    expect(world.states()).toEqual(["c1 up", "c9 up"]);
  });

  test("messages about connections that are gone are left alone", () => {
    world.connections.receive({ type: "connection_close", connection: "c7", reason: "gone" });
    world.connections.receive({ type: "description", connection: "c7", kind: "offer", sdp: "v=0" });
    world.connections.receive({
      type: "connection_media",
      connection: "c7",
      media: { audio: true, video: false },
    });
    expect(world.made).toEqual([]);
  });
});

describe("how much picture", () => {
  test("a far end whose machine is busy gets few, small pictures, and is told which", async () => {
    const made = world.open("c1");
    const set: RTCRtpSendParameters[] = [];
    for (const { sender } of made.transceivers)
      Object.assign(sender, {
        getParameters: () => ({ encodings: [{}] }),
        setParameters: async (parameters: RTCRtpSendParameters) => void set.push(parameters),
      });
    Object.assign(made, { getStats: async () => new Map() });
    world.connections.receive({ type: "description", connection: "c1", kind: "answer", sdp: "v=0\r\n" });
    const report = { picture_fps: 5 };
    made.channel.onmessage?.({ data: JSON.stringify({ v: 1, n: 1, now: 1, report, picture: "stills" }) });
    const [link] = world.connections.links;
    await link?.measure(null);
    await settled();
    world.connections.beat();
    expect(JSON.parse(made.channel.sent.at(-1) ?? "{}")).toMatchObject({ picture: "slow" });
    expect(link?.quality()).toMatchObject({ sends: "slow", gets: "stills" });
    const [sound, picture] = set.slice(-3).flatMap(({ encodings }) => encodings);
    expect(sound).toMatchObject({ priority: "high", maxBitrate: 160_000 });
    expect(picture).toMatchObject({
      priority: "low",
      maxFramerate: 5,
      scaleResolutionDownBy: 4,
      active: true,
    });
  });
});

test("what time it is is said ten times a second at first, then twice, and answered by the same clock", () => {
  const world = new World();
  const first = world.open("a");
  for (let tick = 0; tick < 60; tick += 1) {
    world.nowS += 0.1;
    world.connections.sayTime();
  }
  const said = first.clocks.sent.map((text) => JSON.parse(text));
  expect(said.length).toBeGreaterThanOrEqual(27);
  expect(said.length).toBeLessThanOrEqual(30);
  expect(said[0]).toEqual({ v: 1, n: 1, now: expect.closeTo(100.1, 6), echo: null, origin: null });

  first.clocks.onmessage?.({ data: JSON.stringify({ v: 1, n: 1, now: 7, echo: null, origin: 5 }) });
  first.clocks.onmessage?.({ data: JSON.stringify({ v: 1, n: 2, now: "seven", echo: null, origin: 5 }) });
  const [link] = world.connections.links;
  expect([link?.clockTalk.originS, link?.clockTalk.malformed]).toEqual([5, 1]);
  world.open("b", { replaces: "a" });
  expect(world.connections.links[1]?.clock).toBe(link?.clock);
});
