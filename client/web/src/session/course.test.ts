import { expect, test } from "vitest";
import type { CourseTold, Look } from "../core/lesson-course";
import type { Timers } from "../core/room-client";
import { CourseTeller } from "./course";

/** Time that is turned by hand. */
class Clock implements Timers {
  #nowS = 0;
  #tasks: { atS: number; task: () => void }[] = [];

  now(): number {
    return this.#nowS;
  }

  after(seconds: number, task: () => void): () => void {
    const one = { atS: this.#nowS + seconds, task };
    this.#tasks.push(one);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== one);
    };
  }

  async pass(seconds: number): Promise<void> {
    for (let s = 0; s < seconds; s += 1) {
      this.#nowS += 1;
      const due = this.#tasks.filter(({ atS }) => atS <= this.#nowS);
      this.#tasks = this.#tasks.filter(({ atS }) => atS > this.#nowS);
      for (const { task } of due) task();
      await Promise.resolve();
      await Promise.resolve();
    }
  }
}

const WELL: Look = {
  both: true,
  connected: true,
  away: false,
  slow: false,
  relayed: false,
  lateMs: null,
  missingPct: null,
};

function teller(clock: Clock, answer: () => boolean | null) {
  const told: (CourseTold & { microphone: string | null })[] = [];
  const made = new CourseTeller({
    look: () => WELL,
    devices: () => ({ microphone: "refused", camera: null }),
    tell: async (said) => {
      told.push(said);
      return answer();
    },
    timers: clock,
  });
  return { told, made };
}

test("it is told soon after the page is here, then every minute, then as the page goes", async () => {
  const clock = new Clock();
  const { told, made } = teller(clock, () => true);
  await clock.pass(100);
  made.close();
  await clock.pass(200);
  expect(told.map(({ together_s }) => together_s)).toEqual([9, 60, 30]);
  expect(told[0]?.microphone).toBe("refused");
});

test("a page that only looked in tells nothing", async () => {
  const clock = new Clock();
  const { told, made } = teller(clock, () => true);
  await clock.pass(5);
  made.close();
  expect(told).toEqual([]);
});

test("of a lesson of which nothing is kept nothing more is told", async () => {
  const clock = new Clock();
  const { told, made } = teller(clock, () => false);
  await clock.pass(300);
  made.close();
  expect(told.length).toBe(1);
});

test("what did not arrive is told with what follows", async () => {
  const clock = new Clock();
  let there = false;
  const { told } = teller(clock, () => (there ? true : null));
  await clock.pass(60);
  there = true;
  await clock.pass(20);
  expect(told.map(({ together_s }) => together_s)).toEqual([9, 69]);
});
