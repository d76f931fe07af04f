import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RATE_HZ } from "../core/tape/pcm";
import { LONGEST_S } from "../core/tape/taker";
import { Demonstrating } from "./demonstrating";

const FILE = "0123456789abcdef0123456789abcdef";
let asked: string[];
let status: number;
let permitted: boolean;

beforeEach(() => {
  [asked, status, permitted] = [[], 200, true];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    asked.push(`${init.method ?? "GET"} ${path}`);
    const said = init.method === "POST" ? { id: FILE, seconds: 2 } : { permitted };
    return new Response(JSON.stringify(said), { status });
  });
});
afterEach(() => vi.unstubAllGlobals());

function world() {
  const alone = signal(false);
  const listened: { to: MessagePort; closed: boolean }[] = [];
  const track = signal({ getSettings: () => ({ channelCount: 1 }) } as unknown as MediaStreamTrack);
  const making = new Demonstrating({
    token: "t",
    participant: "anna",
    track,
    alone,
    listen: (_track, _channels, to) => {
      const one = { to, closed: false };
      listened.push(one);
      return { begin: async () => {}, close: () => Object.assign(one, { closed: true }) };
    },
  });
  const play = async (seconds: number) => {
    listened.at(-1)?.to.postMessage([new Float32Array(seconds * RATE_HZ)]);
    await vi.waitUntil(() => making.seconds.value >= seconds || making.stage.value !== "playing");
  };
  return { making, alone, listened, play };
}

test("without permission nothing is listened to", async () => {
  permitted = false;
  const { making, listened } = world();
  await making.ask();
  making.begin();
  expect(making.stage.value).toBe("refused");
  expect(listened).toEqual([]);
});

test("nothing is listened to while nobody has answered whether it is permitted", async () => {
  status = 503;
  const { making, listened } = world();
  await making.ask();
  making.begin();
  expect([making.stage.value, making.problem.value]).toEqual(["asking", "failed"]);
  expect(listened).toEqual([]);
});

test("nobody else is heard while one plays, and everybody is again afterwards", async () => {
  const { making, alone, play, listened } = world();
  await making.ask();
  making.begin();
  expect(alone.value).toBe(true);
  await play(2);
  making.end();
  expect(alone.value).toBe(false);
  expect(listened[0]?.closed).toBe(true);
  expect(making.stage.value).toBe("played");
  expect(await making.send("slow")).toEqual({ id: FILE, seconds: 2, participant: "anna", text: "slow" });
  making.close();
});

test("it ends by itself after a minute, and at once when it is left", async () => {
  const { making, alone, play } = world();
  await making.ask();
  making.begin();
  await play(LONGEST_S);
  expect(making.stage.value).toBe("played");
  making.begin();
  expect(alone.value).toBe(true);
  making.close();
  expect(alone.value).toBe(false);
});

test("what could not be sent is kept for another try", async () => {
  const { making, play } = world();
  await making.ask();
  making.begin();
  await play(1);
  making.end();
  status = 503;
  expect(await making.send("slow")).toBeNull();
  expect([making.stage.value, making.problem.value]).toEqual(["played", "failed"]);
  status = 200;
  expect((await making.send("slow"))?.id).toBe(FILE);
});
