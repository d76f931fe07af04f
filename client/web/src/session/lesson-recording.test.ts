import { signal } from "@preact/signals";
import { beforeEach, expect, test } from "vitest";
import { LessonClock } from "../core/clock/lesson-clock";
import { type LessonState, START } from "../core/lesson-state";
import type { RoomStatus } from "../core/room-client";
import type { TapeWords } from "../media/tape/tape";
import type { ClientMessage, Recording } from "../protocol";
import { LessonRecording } from "./lesson-recording";

const me = { participant: "p", endpoint: "e1", role: "pupil", name: "Bo" } as const;
const running: Recording = {
  ...START.recording,
  state: "running",
  take: "take4",
  recorded: ["p", "t"],
  seq: 1,
};

class World {
  readonly sent: ClientMessage[] = [];
  readonly tapes: { words: TapeWords; open: boolean; notes: string[] }[] = [];
  readonly lesson = signal<LessonState>({
    ...START,
    me,
    lesson: { id: "l1", teacher: "Anna", instrument: "" },
  });
  readonly status = signal<RoomStatus>("open");
  readonly companion = signal(false);
  readonly track = signal<MediaStreamTrack | null>({} as MediaStreamTrack);
  readonly clock = new LessonClock(1000);
  readonly recording = new LessonRecording({
    token: "t.o.k",
    lesson: this.lesson,
    status: this.status,
    companion: () => this.companion.value,
    track: this.track,
    clock: this.clock,
    nowS: () => 5,
    wallS: () => 1000,
    send: (message) => this.sent.push(message),
    canTape: () => Promise.resolve(true),
    makeTape: (_, words) => {
      const tape = { words, open: true, notes: [] as string[] };
      this.tapes.push(tape);
      return {
        note: (line) => tape.notes.push(line),
        close: () => {
          tape.open = false;
        },
      };
    },
  });

  says(recording: Recording): void {
    this.lesson.value = { ...this.lesson.peek(), recording };
    this.recording.receive(recording);
  }

  get writing(): number {
    return this.tapes.filter(({ open }) => open).length;
  }
}

let world: World;

beforeEach(async () => {
  world = new World();
  world.recording.start();
  await Promise.resolve();
  await Promise.resolve();
});

test("the room is told that this page can keep its sound, and again when it has forgotten", () => {
  const able = { type: "set_taping", able: true };
  expect(world.sent).toEqual([able]);
  world.recording.receive({ type: "welcome", resumed: false } as never);
  expect(world.sent).toEqual([able, able]);
});

test("nothing is taped while the room asks, and nothing once it is off", () => {
  world.says({ ...running, state: "asking", take: null, recorded: [] });
  expect(world.tapes).toHaveLength(0);
  world.says(running);
  expect(world.writing).toBe(1);
  world.says({ ...START.recording, reason: "withdrawn" });
  expect(world.writing).toBe(0);
});

test("only an end that is listed tapes, and not beside its companion", () => {
  world.says({ ...running, recorded: ["t"] });
  expect(world.tapes).toHaveLength(0);
  world.companion.value = true;
  world.says(running);
  expect(world.tapes).toHaveLength(0);
  world.companion.value = false;
  expect(world.writing).toBe(1);
});

test("cut off from the room it stops at once, and back it waits for the room's word", () => {
  world.says(running);
  world.status.value = "away";
  expect(world.writing).toBe(0);
  world.status.value = "open";
  expect(world.writing).toBe(0);
  world.says(running);
  expect(world.writing).toBe(1);
  expect(world.tapes).toHaveLength(2);
});

test("where lesson time leaps, another tape begins", () => {
  world.says(running);
  world.clock.lead(5);
  world.recording.keep();
  expect(world.tapes.map(({ open }) => open)).toEqual([false, true]);
});

test("another microphone goes on in a tape of its own, and while there is none nothing is taped", () => {
  world.says(running);
  world.track.value = null; // pulled out
  expect(world.writing).toBe(0);
  world.track.value = {} as MediaStreamTrack;
  world.track.value = {} as MediaStreamTrack; // and another chosen at once
  expect(world.tapes.map(({ open }) => open)).toEqual([false, false, true]);
  expect(new Set(world.tapes.map(({ words }) => words.folder)).size).toBe(3);
});

test("frames are stamped in lesson time, those of a tape that has ended are not", () => {
  world.clock.lead(5);
  world.recording.keep();
  world.says(running);
  const [tape] = world.tapes;
  tape?.words.onSpot(4800, 1_007_000, 0.01);
  expect(tape?.notes.map((line) => JSON.parse(line))).toEqual([[4800, 1007, 0.01]]);
  world.says({ ...START.recording, reason: "stopped" });
  tape?.words.onSpot(9600, 1_008_000, 0.01);
  expect(tape?.notes).toHaveLength(1);
});

test("an end that cannot go on says so, to its person and to the room", () => {
  world.says(running);
  world.tapes[0]?.words.onTrouble();
  expect(world.recording.trouble.value).toBe(true);
  expect(world.writing).toBe(0);
  expect(world.sent.at(-1)).toEqual({ type: "set_taping", able: false });
});

test("a moment is marked in lesson time, and only while it is recorded", () => {
  world.clock.lead(5);
  world.recording.mark();
  world.says(running);
  world.recording.mark();
  expect(world.sent.filter(({ type }) => type === "place_mark")).toEqual([
    { type: "place_mark", at_s: 1005, text: "" },
  ]);
});
