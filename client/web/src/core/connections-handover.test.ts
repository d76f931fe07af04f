import { beforeEach, describe, expect, test } from "vitest";
import { type FakeConnection, settled, World } from "./connections-world";

let world: World;

beforeEach(() => {
  world = new World();
});

describe("sound that goes over to a companion", () => {
  const PICTURE = { audio: false, video: true };
  const track = { kind: "audio" } as unknown as MediaStreamTrack;
  const media = (connection: string, media: { audio: boolean; video: boolean }) =>
    world.connections.receive({ type: "connection_media", connection, media });
  const heardFrom = () => world.connections.carrying("p", "audio")?.id ?? null;
  const sends = async (made: FakeConnection) => {
    await settled();
    return made.transceivers[0]?.sender.track === track;
  };

  beforeEach(() => world.connections.setTracks({ audio: track, video: null, second: null }));

  test("the far end's: its page is heard until its companion's connection is up, and nobody twice", async () => {
    const page = world.open("c1");
    world.turn(1, page);
    media("c1", PICTURE);
    const companion = world.open("c2", { kind: "companion", media: { audio: true, video: false } });
    world.turn(3, page);
    expect(heardFrom()).toBe("c1");
    expect(await sends(page)).toBe(true);
    world.turn(0.25, page, companion);
    expect(heardFrom()).toBe("c2");
    world.turn(1, page, companion);
    expect(await sends(page)).toBe(false);
    expect(await sends(companion)).toBe(true);
  });

  test("our own: this page is heard and hears until the companion is ready, then is silent at once", async () => {
    const page = world.open("c1");
    world.turn(1, page);
    world.connections.expectHandOver();
    media("c1", PICTURE);
    world.turn(5, page);
    expect([heardFrom(), await sends(page)]).toEqual(["c1", true]);
    world.connections.handOver();
    expect([heardFrom(), await sends(page)]).toEqual([null, true]);
    world.turn(1, page);
    expect(await sends(page)).toBe(false);
  });

  test("our own, gone: this page hears and is heard at once, whatever the room still thinks", async () => {
    const page = world.open("c1");
    world.turn(1, page);
    world.connections.expectHandOver();
    media("c1", PICTURE);
    world.connections.handOver();
    world.turn(1, page);
    world.connections.takeBack();
    expect([heardFrom(), await sends(page)]).toEqual(["c1", true]);
    media("c1", { audio: true, video: true });
    world.turn(10, page);
    expect([heardFrom(), await sends(page)]).toEqual(["c1", true]);
  });

  test("our own gives it back: we send again at once, and play what comes when it has come through", async () => {
    const page = world.open("c1");
    world.turn(1, page);
    world.connections.expectHandOver();
    media("c1", PICTURE);
    world.connections.handOver();
    world.turn(1, page);
    world.connections.prepareReturn();
    expect([heardFrom(), await sends(page)]).toEqual([null, true]);
    media("c1", { audio: true, video: true });
    expect(heardFrom()).toBe(null);
    page.packets = 100;
    let looks = 0;
    await world.connections.arrives(async () => {
      looks += 1;
      page.packets += 2;
    });
    expect(looks).toBe(2);
    world.connections.takeBack();
    expect([heardFrom(), await sends(page)]).toEqual(["c1", true]);
  });

  test("who sends nothing is not waited for long", async () => {
    const page = world.open("c1");
    world.turn(1, page);
    const beginS = world.nowS;
    await world.connections.arrives(async () => {
      world.nowS += 0.5;
    });
    expect(world.nowS - beginS).toBe(2.5);
  });

  test("one that runs by itself has the sound after a second", async () => {
    const page = world.open("c1");
    world.turn(1, page);
    media("c1", PICTURE);
    world.turn(1.5, page);
    expect([heardFrom(), await sends(page)]).toEqual([null, false]);
  });
});
