import { beforeEach, describe, expect, test } from "vitest";
import {
  AGREED_S,
  Companion,
  type CompanionSocket,
  type CompanionStage,
  type Hand,
  JOIN_S,
  PORTS,
} from "./companion";

class FakeSocket implements CompanionSocket {
  onopen: (() => void) | null = null;
  onmessage: ((text: string) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly said: Record<string, unknown>[] = [];
  closed = false;
  constructor(readonly port: number) {}
  send(text: string): void {
    this.said.push(JSON.parse(text) as Record<string, unknown>);
  }
  close(): void {
    this.closed = true;
  }
  tell(message: object): void {
    this.onmessage?.(JSON.stringify(message));
  }
  get types(): unknown[] {
    return this.said.map(({ type }) => type);
  }
}

class World {
  readonly sockets: FakeSocket[] = [];
  readonly hands: Hand[] = [];
  readonly stages: [CompanionStage, string | null][] = [];
  key: string | null = null;
  muted = false;
  late: (() => void) | null = null;
  agreed: (() => void) | null = null;
  arrive: () => void = () => {};
  readonly companion = new Companion({
    connect: (port) => {
      const socket = new FakeSocket(port);
      this.sockets.push(socket);
      return socket;
    },
    loadKey: () => this.key,
    saveKey: (key) => {
      this.key = key;
    },
    invite: () => "https://klangbro.example/join#t=a.b.c",
    muted: () => this.muted,
    after: (seconds, task) => {
      const timer = seconds === JOIN_S ? "late" : "agreed";
      expect(seconds).toBe(timer === "late" ? JOIN_S : AGREED_S);
      this[timer] = task;
      return () => {
        this[timer] = null;
      };
    },
    unixMs: () => 5000,
    arrives: () =>
      new Promise((done) => {
        this.arrive = done;
      }),
    onHand: (hand) => this.hands.push(hand),
    onStage: (stage, problem) => this.stages.push([stage, problem]),
  });

  get last(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error("nothing was tried");
    return socket;
  }

  /** A companion that has the sound. */
  carrying(): FakeSocket {
    const socket = this.found(true);
    socket.tell({ type: "state", stage: "ready" });
    this.agreed?.();
    return socket;
  }

  /** A companion that answers at the first port. */
  found(paired: boolean): FakeSocket {
    this.companion.look();
    this.last.onopen?.();
    this.last.tell({ type: "welcome", version: 1, paired });
    return this.last;
  }
}

let world: World;

beforeEach(() => {
  world = new World();
});

describe("finding it", () => {
  test("every port is tried, then it is not there, and can be looked for again", () => {
    world.companion.look();
    for (const port of PORTS) {
      expect(world.last.port).toBe(port);
      world.last.onclose?.();
    }
    expect(world.companion.stage).toBe("absent");
    world.companion.look();
    expect(world.companion.stage).toBe("looking");
  });

  test("something else that answers there is passed by", () => {
    world.companion.look();
    world.last.onopen?.();
    world.last.onmessage?.("hello?");
    world.last.tell({ type: "state", stage: "ready" });
    world.last.onclose?.();
    expect(world.sockets).toHaveLength(2);
    expect(world.hands).toEqual([]);
  });
});

describe("pairing", () => {
  test("a number that was right gives a key for the next time, and the sound goes over", () => {
    const socket = world.found(false);
    expect(world.companion.stage).toBe("unpaired");
    world.companion.pair();
    socket.tell({ type: "code", seconds: 120 });
    world.companion.confirm("12 3456");
    socket.tell({ type: "refused", why: "wrong" });
    expect(world.stages.at(-1)).toEqual(["code", "wrong"]);
    world.companion.confirm("123456");
    socket.tell({ type: "paired", key: "secret" });
    expect(world.key).toBe("secret");
    expect(socket.types).toEqual(["hello", "pair", "confirm", "confirm", "join"]);
  });

  test("a number that is no longer good leads back to showing one", () => {
    const socket = world.found(false);
    world.companion.pair();
    socket.tell({ type: "code" });
    socket.tell({ type: "refused", why: "expired" });
    expect(world.stages.at(-1)).toEqual(["unpaired", "expired"]);
  });
});

describe("the sound", () => {
  test("it goes over when the companion is ready, at an instant that both know beforehand", () => {
    world.muted = true;
    const socket = world.found(true);
    expect(socket.said.at(-1)).toMatchObject({ type: "join", muted: true });
    socket.tell({ type: "state", stage: "joining" });
    expect(world.hands).toEqual(["expect"]);
    socket.tell({ type: "state", stage: "ready" });
    expect(socket.said.at(-1)).toEqual({ type: "go", at: 5000 + 1000 * AGREED_S });
    socket.tell({ type: "state", stage: "carrying" });
    expect(world.hands).toEqual(["expect"]);
    world.agreed?.();
    expect(world.hands).toEqual(["expect", "over"]);
    expect(socket.types.filter((type) => type === "go")).toHaveLength(1);
    expect(world.companion.stage).toBe("carrying");
    world.companion.mute(false);
    expect(socket.said.at(-1)).toEqual({ type: "mute", muted: false });
  });

  test.each(["joining", "carrying"])("a companion that dies while %s gives the sound back", (when) => {
    const socket = when === "carrying" ? world.carrying() : world.found(true);
    socket.onclose?.();
    expect(world.hands.at(-1)).toBe("back");
    expect(world.companion.stage).toBe("lost");
    world.companion.look(); // one may start it again
    expect(world.companion.stage).toBe("looking");
  });

  test("one that ends its session gives it back, too", () => {
    const socket = world.carrying();
    socket.tell({ type: "state", stage: "ended", text: "" });
    expect(world.hands).toEqual(["expect", "over", "back"]);
  });

  test("one that takes too long keeps nothing", () => {
    const socket = world.found(true);
    world.late?.();
    expect(world.hands).toEqual(["expect", "back"]);
    expect(socket.types.at(-1)).toBe("leave");
    expect(world.stages.at(-1)).toEqual(["idle", "slow"]);
    socket.tell({ type: "state", stage: "ready" }); // too late
    expect(world.hands).toEqual(["expect", "back"]);
  });

  test("one that has to be let in has all the time it needs", () => {
    const socket = world.found(true);
    socket.tell({ type: "state", stage: "waiting" });
    expect(world.late).toBeNull();
    socket.tell({ type: "state", stage: "ready" });
    world.agreed?.();
    expect(world.companion.stage).toBe("carrying");
  });

  test("a person takes it back: the companion sounds until sound has come through to this page", async () => {
    const socket = world.carrying();
    world.companion.release();
    world.companion.release(); // once more, out of impatience
    expect(world.hands).toEqual(["expect", "over", "returning"]);
    expect(socket.types.at(-1)).toBe("go");
    world.arrive();
    await Promise.resolve();
    expect(socket.said.at(-1)).toEqual({ type: "leave", at: 5000 + 1000 * AGREED_S });
    expect(world.companion.stage).toBe("carrying");
    world.agreed?.();
    expect(world.hands).toEqual(["expect", "over", "returning", "returned"]);
    expect(world.companion.stage).toBe("idle");
    world.companion.carry();
    expect(socket.types.at(-1)).toBe("join");
  });

  test("one that dies while it gives the sound back has given it", async () => {
    const socket = world.carrying();
    world.companion.release();
    socket.onclose?.();
    world.arrive();
    await Promise.resolve();
    expect(world.hands).toEqual(["expect", "over", "returning", "back"]);
    expect(world.companion.stage).toBe("lost");
    expect(world.agreed).toBeNull();
  });

  test("one that is not heard yet is only let go", () => {
    const socket = world.found(true);
    socket.tell({ type: "state", stage: "ready" });
    world.companion.release();
    expect(world.hands).toEqual(["expect", "back"]);
    expect(socket.said.at(-1)).toEqual({ type: "leave" });
    expect(world.agreed).toBeNull();
  });

  test("a page that leaves takes its companion along and says no more", () => {
    const socket = world.found(true);
    world.companion.close();
    expect(socket.types.at(-1)).toBe("leave");
    expect(socket.closed).toBe(true);
    const before = world.hands.length;
    socket.onclose?.();
    expect(world.hands).toHaveLength(before);
  });
});
