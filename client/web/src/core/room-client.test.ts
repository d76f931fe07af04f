import { beforeEach, describe, expect, test } from "vitest";
import type { ClientMessage, ErrorCode, ServerMessage } from "../protocol";
import { MemoryStore } from "./memory";
import { RoomClient, type RoomStatus, type Socket } from "./room-client";

type Said = ClientMessage & { seq?: number | null; resume?: { endpoint: string; seen?: number } | null };

class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((text: string) => void) | null = null;
  onclose: (() => void) | null = null;
  unsentBytes = 0;
  closed = false;
  readonly said: Said[] = [];

  send(text: string): void {
    this.said.push(JSON.parse(text) as Said);
  }

  close(): void {
    this.closed = true;
  }

  says(message: ServerMessage): void {
    this.onmessage?.(JSON.stringify(message));
  }
}

/** A world with one clock that the test turns, and every socket the client opened. */
class World {
  now = 0;
  readonly sockets: FakeSocket[] = [];
  readonly heard: ServerMessage[] = [];
  readonly statuses: [RoomStatus, ErrorCode | null][] = [];
  readonly store = new Map<string, string>();
  /** What the page does with a message at once. */
  answer: ((message: ServerMessage) => void) | null = null;
  #tasks: { atS: number; task: () => void }[] = [];
  client = this.page();

  page(): RoomClient {
    const storage = {
      getItem: (key: string) => this.store.get(key) ?? null,
      setItem: (key: string, value: string) => void this.store.set(key, value),
      removeItem: (key: string) => void this.store.delete(key),
    };
    return new RoomClient({
      token: "t.o.k",
      media: { audio: true, video: true },
      connect: () => {
        const socket = new FakeSocket();
        this.sockets.push(socket);
        return socket;
      },
      timers: {
        now: () => this.now,
        after: (seconds, task) => {
          const entry = { atS: this.now + seconds, task };
          this.#tasks.push(entry);
          return () => {
            this.#tasks = this.#tasks.filter((other) => other !== entry);
          };
        },
      },
      memory: new MemoryStore(storage),
      random: () => 0.5,
      onMessage: (message) => {
        this.heard.push(message);
        this.answer?.(message);
      },
      onStatus: (status, reason) => this.statuses.push([status, reason]),
    });
  }

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error("no socket was opened");
    return socket;
  }

  turn(seconds: number): void {
    this.now += seconds;
    const due = this.#tasks.filter(({ atS }) => atS <= this.now);
    this.#tasks = this.#tasks.filter(({ atS }) => atS > this.now);
    for (const { task } of due) task();
  }

  enter(welcome: Partial<Extract<ServerMessage, { type: "welcome" }>> = {}): void {
    this.socket.onopen?.();
    this.socket.says({
      type: "welcome",
      participant: "p1",
      endpoint: "e1",
      resume_key: "k".repeat(16),
      resumed: false,
      seen: 0,
      role: "pupil",
      name: "Aino",
      admission: "waiting",
      lesson: { id: "l1", teacher: "Maria", instrument: "" },
      version: 1,
      ice_servers: [],
      heartbeat_ms: 250,
      silence_ms: 1500,
      resume_s: 60,
      profile: "balanced",
      ...welcome,
    });
  }
}

let world: World;

beforeEach(() => {
  world = new World();
  world.client.start();
});

describe("coming in", () => {
  test("the token goes in the first message, and nowhere else", () => {
    world.enter();
    expect(world.socket.said[0]).toMatchObject({
      type: "hello",
      token: "t.o.k",
      endpoint: "page",
      resume: null,
    });
    expect([...world.store.keys()]).toEqual(["klangbro.room"]);
  });

  test("durable messages said before the welcome go out after it, numbered", () => {
    world.client.send({ type: "set_media", microphone: true, camera: false });
    world.enter();
    expect(world.socket.said.slice(1)).toEqual([
      { type: "set_media", microphone: true, camera: false, seq: 1 },
    ]);
  });

  test("what is said on hearing the welcome comes after what had waited for it, and once", () => {
    world.client.send({ type: "set_media", microphone: true, camera: false });
    world.answer = ({ type }) => {
      if (type === "welcome") world.client.send({ type: "chat", text: "here" });
    };
    world.enter();
    expect(world.socket.said.slice(1)).toMatchObject([
      { type: "set_media", seq: 1 },
      { type: "chat", seq: 2 },
    ]);
  });

  test("levels said before the welcome are not kept", () => {
    world.client.send({ type: "levels", peak_dbfs: -20 });
    world.enter();
    expect(world.socket.said.map(({ type }) => type)).toEqual(["hello"]);
  });

  test("a socket that is never welcomed is given up", () => {
    world.turn(10);
    expect(world.socket.closed).toBe(true);
    expect(world.client.status).toBe("away");
  });
});

describe("durable messages", () => {
  test("are taken once and acknowledged each time they come", () => {
    world.enter();
    const profile: ServerMessage = { type: "profile", profile: "duet", seq: 1 };
    world.socket.says(profile);
    world.socket.says(profile);
    expect(world.heard.filter(({ type }) => type === "profile")).toHaveLength(1);
    expect(world.socket.said.filter(({ type }) => type === "ack")).toHaveLength(2);
    expect(world.client.lesson.profile).toBe("duet");
  });

  test("with a hole before them make the client come back for what it missed", () => {
    world.enter();
    world.socket.says({ type: "profile", profile: "duet", seq: 1 });
    world.socket.says({ type: "profile", profile: "listen", seq: 3 });
    expect(world.client.lesson.profile).toBe("duet");
    world.turn(1);
    world.socket.onopen?.();
    expect(world.socket.said[0]?.resume).toMatchObject({ endpoint: "e1", seen: 1 });
  });

  test("not acknowledged before the network broke are said again after a resume, once", () => {
    world.enter();
    world.client.send({ type: "chat", text: "one" });
    world.client.send({ type: "chat", text: "two" });
    world.socket.onclose?.();
    world.client.send({ type: "chat", text: "three" });
    world.turn(1);
    world.enter({ resumed: true, seen: 1 });
    const chats = world.socket.said.filter(({ type }) => type === "chat");
    expect(chats.map(({ seq }) => seq)).toEqual([2, 3]);
  });
});

describe("the server away", () => {
  test("is told, and ended by the welcome", () => {
    world.enter();
    world.socket.onclose?.();
    world.turn(1);
    world.enter({ resumed: true });
    expect(world.statuses.map(([status]) => status)).toEqual(["open", "away", "open"]);
  });

  test("is noticed by bytes that do not go out", () => {
    world.enter();
    world.socket.unsentBytes = 900;
    for (let i = 0; i < 7; i += 1) world.turn(3);
    expect(world.client.status).toBe("away");
  });

  test("is not waited out when the network is back", () => {
    world.enter();
    world.socket.onclose?.();
    world.client.retryNow();
    expect(world.sockets).toHaveLength(2);
  });

  test("a bye that asks to retry leads back in", () => {
    world.enter();
    world.socket.says({ type: "bye", code: "slow", text: "", retry: true });
    world.turn(1);
    expect(world.sockets).toHaveLength(2);
  });
});

describe("a page loaded anew", () => {
  test("asks for its old place and to be told everything", () => {
    world.enter();
    world.socket.says({ type: "profile", profile: "duet", seq: 1 });
    const reloaded = world.page();
    reloaded.start();
    world.socket.onopen?.();
    expect(world.socket.said[0]?.resume).toMatchObject({ endpoint: "e1", seen: 0 });
  });
});

test("a page loaded anew says its own first words after those the room has of the page before", () => {
  world.enter();
  world.client.send({ type: "chat", text: "before" });
  const reloaded = world.page();
  reloaded.send({ type: "set_media", microphone: true, camera: true });
  reloaded.send({ type: "chat", text: "after" });
  reloaded.start();
  world.enter({ resumed: false, seen: 1 });
  expect(world.socket.said.slice(1).map(({ type, seq }) => [type, seq])).toEqual([
    ["set_media", 2],
    ["chat", 3],
  ]);
});

describe("the end", () => {
  test("a bye is final, is told once, and forgets the key", () => {
    world.enter();
    world.socket.says({ type: "bye", code: "removed", text: "", retry: false });
    world.turn(60);
    expect(world.statuses.at(-1)).toEqual(["ended", "removed"]);
    expect(world.sockets).toHaveLength(1);
    expect(world.store.size).toBe(0);
  });

  test("replaced by another tab keeps the key, so that this tab can take the lesson back", () => {
    world.enter();
    world.socket.says({ type: "bye", code: "replaced", text: "", retry: false });
    expect(world.store.size).toBe(1);
  });

  test("a lesson handed to another tab ends here without a word to the room, and can be taken back", () => {
    world.enter();
    const said = world.socket.said.length;
    expect(world.client.handOver()).toEqual({ token: "t.o.k", endpoint: "e1", resumeKey: "k".repeat(16) });
    expect(world.socket.said).toHaveLength(said);
    expect(world.socket.closed).toBe(true);
    expect(world.statuses.at(-1)).toEqual(["ended", "replaced"]);
    expect(world.store.size).toBe(1);
  });

  test("leaving is over at once, and the socket closes when the room has heard", () => {
    world.enter();
    world.client.leave();
    expect(world.statuses.at(-1)).toEqual(["ended", "left"]);
    expect(world.store.size).toBe(0);
    expect(world.socket.said.at(-1)).toMatchObject({ type: "leave", seq: 1 });
    world.client.close();
    expect(world.socket.closed).toBe(false);
    world.socket.says({ type: "ack", seq: 1 });
    expect(world.socket.closed).toBe(true);
  });

  test("who leaves while the room is away leaves when it is back, and nobody comes in again", () => {
    world.enter();
    world.socket.onclose?.();
    world.client.leave();
    world.client.close();
    world.client.send({ type: "chat", text: "too late" });
    world.turn(10);
    const told = world.statuses.length;
    world.enter({ resumed: true });
    expect(world.socket.said.slice(1).map(({ type }) => type)).toEqual(["leave"]);
    world.socket.says({ type: "bye", code: "left", text: "", retry: false });
    expect(world.socket.closed).toBe(true);
    expect(world.statuses).toHaveLength(told);
    expect(world.store.size).toBe(0);
  });

  test("a word of parting that nobody hears is given up when the room has given up the place", () => {
    world.enter();
    world.socket.onclose?.();
    world.client.leave();
    world.turn(61);
    const tried = world.sockets.length;
    world.turn(60);
    expect(world.sockets).toHaveLength(tried);
  });
});

test("after a sleep the socket that may be dead is left at once for a new one that resumes", () => {
  world.enter();
  world.client.wake();
  expect(world.sockets).toHaveLength(2);
  expect(world.sockets[0]?.closed).toBe(true);
  world.socket.onopen?.();
  expect(world.socket.said[0]).toMatchObject({ type: "hello", resume: { endpoint: "e1" } });
});

test.each(["", "null", "[]", "{}", '{"type":7}', "not json", '"text"'])(
  "%j from the room changes nothing",
  (text) => {
    world.enter();
    const before = world.client.lesson;
    world.socket.onmessage?.(text);
    expect(world.client.lesson).toBe(before);
    expect(world.client.status).toBe("open");
  },
);
