import { expect, test } from "vitest";
import { type PathReading, PictureSteps, type PictureWord, STEPS } from "./picture-steps";

const FINE: PathReading = {
  availableBps: 3_000_000,
  audioBps: 210_000,
  queueMs: 2,
  lossPct: 0,
  encoderBusy: false,
  wishFps: null,
};

class World {
  nowS = 1000;
  readonly steps = new PictureSteps();
  readonly words: PictureWord[] = [];
  active: boolean[] = [];

  run(seconds: number, over: Partial<PathReading> = {}): PictureWord {
    this.active = [];
    for (let i = 0; i < 2 * seconds; i += 1) {
      this.nowS += 0.5;
      const { step, active } = this.steps.feed({ ...FINE, ...over }, this.nowS);
      if (this.words.at(-1) !== step.word) this.words.push(step.word);
      this.active.push(active);
    }
    return this.words.at(-1) as PictureWord;
  }
}

test("a path with room carries the whole picture", () => {
  const world = new World();
  expect(world.run(300)).toBe("full");
  expect(world.words).toEqual(["full"]);
});

test("every step sends less than the one before, and sound gives way last", () => {
  for (const [index, step] of STEPS.entries()) {
    const before = STEPS[index - 1];
    if (!before) continue;
    expect(step.bps + Math.min(step.audioBps, 1e9)).toBeLessThan(before.bps + Math.min(before.audioBps, 1e9));
    expect(step.fps).toBeLessThanOrEqual(before.fps);
    expect(step.scaleDown).toBeGreaterThanOrEqual(before.scaleDown);
  }
});

test("a queue that stands takes the picture down in order, to rest within fifteen seconds", () => {
  const world = new World();
  world.run(10);
  expect(world.run(15, { queueMs: 200 })).toBe("resting");
  expect(world.words).toEqual(["full", "smaller", "slow", "stills", "resting"]);
});

test("at 300 kb/s the picture is slow or stands still beside 210 kb/s of sound, and never grows into it", () => {
  const world = new World();
  world.run(7);
  world.run(3, { availableBps: 300_000 });
  for (let i = 0; i < 10; i += 1)
    expect(["slow", "stills"]).toContain(world.run(2, { availableBps: 300_000 }));
});

test("a browser's first estimate is not believed before it had time to grow", () => {
  const world = new World();
  expect(world.run(5, { availableBps: 300_000 })).toBe("full");
});

test("loss without a queue is the path's nature and takes no picture away", () => {
  const world = new World();
  expect(world.run(60, { lossPct: 5 })).toBe("full");
});

test("one bad reading changes nothing", () => {
  const world = new World();
  for (let i = 0; i < 20; i += 1) {
    world.run(0.5, { queueMs: 900 });
    expect(world.run(2)).toBe("full");
  }
});

test("it comes back step by step, each after eight calm seconds", () => {
  const world = new World();
  world.run(10);
  world.run(15, { queueMs: 200 });
  expect(world.run(7)).toBe("resting");
  world.run(80);
  expect(world.words).toEqual([
    "full",
    "smaller",
    "slow",
    "stills",
    "resting",
    "stills",
    "slow",
    "smaller",
    "full",
  ]);
});

test("on a path that stays small it tries more and more seldom", () => {
  const world = new World();
  world.run(10);
  let ups = 0;
  let quietS = 0;
  let before = world.run(20, { availableBps: 260_000 });
  for (let second = 0; second < 1200; second += 1) {
    const tooMuch = before !== "stills" && before !== "resting";
    const now = world.run(1, { availableBps: 260_000, queueMs: tooMuch ? 300 : 0 });
    if (before === "stills" && now === "slow") ups += 1;
    if (now === "stills" || now === "resting") quietS += 1;
    before = now;
  }
  expect(ups).toBeGreaterThan(3);
  expect(ups).toBeLessThan(20);
  expect(quietS).toBeGreaterThan(1100);
});

test("an estimate that cannot grow, since little is sent, does not keep the picture down for good", () => {
  const world = new World();
  world.run(10);
  world.run(15, { queueMs: 200 });
  world.run(400, { availableBps: 250_000 });
  expect(["slow", "stills"]).toContain(world.words.at(-1));
  expect(world.run(200)).toBe("full");
});

test("stills come in pulses, a quarter of the time", () => {
  const world = new World();
  world.run(10);
  while (world.run(0.5, { availableBps: 240_000 }) !== "stills");
  world.run(24, { availableBps: 240_000 });
  const sent = world.active.filter(Boolean).length / world.active.length;
  expect(sent).toBeGreaterThan(0.15);
  expect(sent).toBeLessThan(0.4);
});

test("a far end that asks for few pictures gets few at once, and as many as before when it asks no more", () => {
  const world = new World();
  expect(world.run(10, { wishFps: 5 })).toBe("slow");
  expect(world.run(1, { wishFps: 1 })).toBe("stills");
  expect(world.run(1)).toBe("full");
});

test("a busy encoder is given a smaller picture", () => {
  expect(new World().run(1, { encoderBusy: true })).toBe("smaller");
});

test("a browser that estimates nothing is judged by queue and loss alone", () => {
  const world = new World();
  expect(world.run(20, { availableBps: null })).toBe("full");
  world.run(4, { availableBps: null, lossPct: 20 });
  expect(world.run(60, { availableBps: null })).toBe("full");
  expect(world.words.length).toBeGreaterThan(2);
});
