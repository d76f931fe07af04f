import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LessonClock } from "../core/clock/lesson-clock";
import type { KeyPorts, PortsFound } from "../media/keys/ports";
import { LessonKeyboard } from "./lesson-keyboard";

/** A digital piano on a cable, in memory. */
class Piano {
  readonly played: { event: readonly number[]; atS: number }[] = [];
  tell: ((data: Uint8Array, pressedS: number) => void) | null = null;
  plugged = true;
  readonly ports: KeyPorts = {
    inputs: () => (this.plugged ? [{ id: "in", name: "Piano" }] : []),
    outputs: () => (this.plugged ? [{ id: "out", name: "Piano" }] : []),
    listen: (_, tell) => {
      this.tell = tell;
      return () => {
        this.tell = null;
      };
    },
    play: (id, event, atS) => {
      if (id !== "out" || !this.plugged) return false;
      this.played.push({ event, atS });
      return true;
    },
    onChange: null,
  };
}

class End {
  readonly clock = new LessonClock(0);
  readonly piano = new Piano();
  readonly tone: { event: readonly number[]; atS: number }[] = [];
  readonly keyboard: LessonKeyboard;
  asked = 0;
  stopped = 0;

  constructor(say: (text: string) => void, found?: PortsFound) {
    this.clock.lead(0);
    this.keyboard = new LessonKeyboard({
      clock: this.clock,
      nowS: () => Date.now() / 1000,
      say,
      plays: (participant) => participant !== "observer",
      output: () => null,
      volume: () => 0.5,
      openPorts: async () => {
        this.asked += 1;
        return found ?? this.piano.ports;
      },
      makeTone: () => ({
        look: () => {},
        setVolume: () => {},
        play: (event, atS) => this.tone.push({ event, atS }),
        stop: () => {
          this.stopped += 1;
        },
      }),
    });
  }
}

let teacher: End;
let pupil: End;
let from: string;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  from = "teacher";
  pupil = new End(() => {});
  teacher = new End((text) => pupil.keyboard.receive(from, "page", text));
});

afterEach(() => {
  teacher.keyboard.close();
  pupil.keyboard.close();
  vi.useRealTimers();
});

const press = (event: number[]) => teacher.piano.tell?.(Uint8Array.from(event), Date.now() / 1000);

test("the browser is asked for a piano when somebody switches it on, and not before", async () => {
  expect(teacher.asked + pupil.asked).toBe(0);
  await teacher.keyboard.toggleSending();
  expect([teacher.asked, teacher.keyboard.sends.value, teacher.keyboard.input.value]).toEqual([
    1,
    true,
    "in",
  ]);
});

test("nothing sounds before the hearing end switches it on; then at the key's time and the delay it is told", async () => {
  await teacher.keyboard.toggleSending();
  vi.advanceTimersByTime(300);
  press([0x90, 60, 80]);
  vi.advanceTimersByTime(300);
  expect(pupil.tone).toEqual([]);
  expect(pupil.keyboard.delayMs.value).toBe(20);
  pupil.keyboard.toggleSounding();
  const pressedS = Date.now() / 1000;
  press([0x90, 64, 80]);
  vi.advanceTimersByTime(300);
  expect(pupil.tone.map(({ event }) => event)).toEqual([[0x90, 64, 80]]);
  expect(pupil.tone[0]?.atS).toBeCloseTo(pressedS + 0.02, 5);
});

test("the other's keys go to the piano that is chosen, and to the tone when it is unplugged", async () => {
  pupil.keyboard.toggleSounding();
  await pupil.keyboard.findPorts();
  pupil.keyboard.chooseOutput("out");
  await teacher.keyboard.toggleSending();
  press([0x90, 60, 80]);
  vi.advanceTimersByTime(300);
  expect(pupil.piano.played.map(({ event }) => event)).toEqual([[0x90, 60, 80]]);
  pupil.piano.plugged = false;
  pupil.piano.ports.onChange?.();
  press([0x80, 60, 64]);
  vi.advanceTimersByTime(300);
  expect(pupil.keyboard.output.value).toBe(null);
  expect(pupil.tone.map(({ event }) => event)).toEqual([[0x80, 60, 64]]);
});

test("a keyboard that is switched off or unplugged leaves no key sounding", async () => {
  pupil.keyboard.toggleSounding();
  await teacher.keyboard.toggleSending();
  press([0x90, 60, 80]);
  vi.advanceTimersByTime(300);
  teacher.piano.plugged = false;
  teacher.piano.ports.onChange?.();
  vi.advanceTimersByTime(300);
  expect(pupil.tone.map(({ event }) => event)).toEqual([
    [0x90, 60, 80],
    [0x80, 60, 0],
  ]);
  teacher.piano.plugged = true;
  teacher.piano.ports.onChange?.();
  press([0x90, 62, 80]);
  vi.advanceTimersByTime(300);
  await teacher.keyboard.toggleSending();
  vi.advanceTimersByTime(300);
  expect(pupil.tone.at(-1)?.event).toEqual([0x80, 62, 0]);
  expect(teacher.piano.tell).toBe(null);
});

test("a path that dies leaves no key sounding, and the page says that nobody sends", async () => {
  pupil.keyboard.toggleSounding();
  await teacher.keyboard.toggleSending();
  press([0x90, 60, 80]);
  vi.advanceTimersByTime(300);
  from = "observer";
  vi.advanceTimersByTime(1500);
  expect(pupil.tone.at(-1)?.event).toEqual([0x80, 60, 0]);
  expect(pupil.keyboard.delayMs.value).toBe(null);
});

test("who only watches does not play here", async () => {
  from = "observer";
  pupil.keyboard.toggleSounding();
  await teacher.keyboard.toggleSending();
  press([0x90, 60, 80]);
  vi.advanceTimersByTime(300);
  expect(pupil.tone).toEqual([]);
});

test("switching the hearing off lets go of what sounds and ends the tone", async () => {
  pupil.keyboard.toggleSounding();
  await teacher.keyboard.toggleSending();
  press([0x90, 60, 80]);
  vi.advanceTimersByTime(300);
  pupil.keyboard.toggleSounding();
  expect(pupil.tone.at(-1)?.event).toEqual([0x80, 60, 0]);
  expect(pupil.stopped).toBe(1);
});

test.each(["refused", "missing"] as const)(
  "where the browser says %s, it is said and nothing is on",
  async (why) => {
    const end = new End(() => {}, why);
    await end.keyboard.toggleSending();
    expect([end.keyboard.problem.value, end.keyboard.sends.value]).toEqual([why, false]);
  },
);
