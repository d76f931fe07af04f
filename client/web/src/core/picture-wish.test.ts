import { expect, test } from "vitest";
import { type MachineReading, PictureWish } from "./picture-wish";

class World {
  nowS = 50;
  readonly wish = new PictureWish();
  #counts: MachineReading = {
    framesReceived: 0,
    framesDropped: 0,
    concealedSamples: 0,
    totalSamples: 0,
    lostPackets: 0,
    tickLateS: 0,
  };

  /** Half seconds pass with these shares of pictures dropped, sound concealed, packets lost. */
  run(seconds: number, { dropped = 0, concealed = 0, lost = 0, lateS = 0.01 } = {}): number | null {
    let asked: number | null = null;
    for (let i = 0; i < 2 * seconds; i += 1) {
      this.nowS += 0.5;
      const was = this.#counts;
      this.#counts = {
        framesReceived: was.framesReceived + 15,
        framesDropped: was.framesDropped + 15 * dropped,
        concealedSamples: was.concealedSamples + 24_000 * concealed,
        totalSamples: was.totalSamples + 24_000,
        lostPackets: was.lostPackets + 50 * lost,
        tickLateS: lateS,
      };
      asked = this.wish.feed(this.#counts, this.nowS);
    }
    return asked;
  }
}

test("a machine with time asks for nothing", () => {
  expect(new World().run(300)).toBeNull();
});

test("a machine whose ticks come late asks for fewer pictures, down to stills", () => {
  const world = new World();
  expect(world.run(3, { lateS: 0.4 })).toBe(15);
  expect(world.run(5, { lateS: 0.4 })).toBe(5);
  expect(world.run(10, { lateS: 0.4 })).toBe(1);
});

test("dropped pictures and sound that breaks without a loss are signs of it too", () => {
  expect(new World().run(4, { dropped: 0.5 })).toBe(15);
  expect(new World().run(4, { concealed: 0.05 })).toBe(15);
});

test("sound that breaks because packets were lost says nothing of the machine", () => {
  expect(new World().run(60, { concealed: 0.05, lost: 0.05 })).toBeNull();
});

test("now and then a late tick is nothing", () => {
  const world = new World();
  for (let i = 0; i < 20; i += 1) {
    world.run(0.5, { lateS: 0.5 });
    expect(world.run(2)).toBeNull();
  }
});

test("it asks for more again after twenty quiet seconds, and waits longer each time", () => {
  const world = new World();
  world.run(3, { lateS: 0.4 });
  expect(world.run(18)).toBe(15);
  expect(world.run(4)).toBeNull();
  world.run(3, { lateS: 0.4 });
  expect(world.run(25)).toBe(15);
  expect(world.run(20)).toBeNull();
});

test("a new connection's counters start anew without a wish", () => {
  const wish = new PictureWish();
  const counts = { framesReceived: 9, framesDropped: 9, concealedSamples: 9, lostPackets: 0, tickLateS: 0 };
  wish.feed({ ...counts, totalSamples: 48_000 }, 1);
  expect(wish.feed({ ...counts, totalSamples: 10 }, 1.5)).toBeNull();
});
