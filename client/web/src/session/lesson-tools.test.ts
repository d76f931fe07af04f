import { beforeEach, expect, test, vi } from "vitest";
import { LessonClock } from "../core/clock/lesson-clock";
import { Devices } from "../media/devices";
import type { ClientMessage, Question, ServerMessage } from "../protocol";
import { LessonTools } from "./lesson-tools";

const QUESTIONS: Question[] = [
  "microphone",
  "camera",
  "choose_microphone",
  "choose_camera",
  "layout_talk",
  "layout_play",
  "layout_score",
  "speaker_on",
  "speaker_off",
  "tuner",
  "second_camera",
];

let opened: string[];
let sent: ClientMessage[];
let tools: LessonTools;
let devices: Devices;

beforeEach(() => {
  opened = [];
  sent = [];
  vi.stubGlobal("navigator", {
    mediaDevices: {
      addEventListener: () => {},
      enumerateDevices: async () => [],
      getUserMedia: async (asked: MediaStreamConstraints) => {
        opened.push(asked.audio ? "audio" : "video");
        throw Object.assign(new Error("none"), { name: "NotFoundError" });
      },
    },
  });
  devices = new Devices(null);
  devices.cameraWanted.value = false;
  tools = new LessonTools((message) => sent.push(message), devices, {
    openMicrophone: () => opened.push("microphone"),
    measure: () => opened.push("measuring"),
  });
});

const asked = (question: Question, ask = 1) =>
  ({ type: "asked", seq: 1, ask, participant: "t", name: "Anna", question }) as const;

test("no message of the room switches on a microphone or a camera", () => {
  const everything: ServerMessage[] = [
    ...QUESTIONS.map((question, index) => asked(question, index + 1)),
    { type: "muted", seq: 1, microphone: false, camera: false },
    { type: "muted", seq: 1, microphone: true, camera: true },
    { type: "answered", seq: 1, ask: 1, participant: "p", question: "camera", yes: true },
    { type: "next_lesson", seq: 1 },
  ];
  for (const message of everything) tools.receive(message);
  expect(opened).toEqual([]);
  expect(devices.cameraWanted.value).toBe(false);
});

test("a no does nothing but say so", () => {
  for (const [index, question] of QUESTIONS.entries()) {
    const question_ = asked(question, index + 1);
    tools.receive(question_);
    tools.answer(question_, false);
  }
  expect(opened).toEqual([]);
  expect([tools.layout.value, devices.speaker.value, tools.wanted.value]).toEqual(["talk", false, 0]);
  expect(tools.asks.value).toEqual([]);
  expect(sent.map((message) => message.type === "answer" && message.yes)).toEqual(QUESTIONS.map(() => false));
});

test("the person's own yes does what was asked", () => {
  tools.receive(asked("microphone"));
  tools.answer(asked("microphone"), true);
  expect(opened).toEqual(["microphone"]);
  tools.answer(asked("layout_play", 2), true);
  tools.answer(asked("speaker_on", 3), true);
  tools.answer(asked("tuner", 4), true);
  expect([tools.layout.value, devices.speaker.value, tools.tool.value]).toEqual(["play", true, "tuner"]);
  tools.answer(asked("camera", 5), true);
  expect(opened).toEqual(["microphone", "video"]);
});

test("the score is a view one goes to and comes back from", () => {
  tools.answer(asked("layout_score"), true);
  expect([tools.score.value, tools.layout.value]).toEqual([true, "talk"]);
  tools.show("play");
  expect([tools.score.value, tools.layout.value]).toEqual([false, "play"]);
  tools.show("score");
  tools.receive({ type: "next_lesson", seq: 1 });
  expect(tools.score.value).toBe(false);
});

test("the same question again stands there once", () => {
  tools.receive(asked("camera", 1));
  tools.receive(asked("camera", 2));
  expect(tools.asks.value.map(({ ask }) => ask)).toEqual([2]);
});

test("a change of the click tells what changes, and so the next one takes nothing back", () => {
  tools.setMetronome({ tempo_bpm: 96 });
  tools.setMetronome({ running: true });
  expect(sent).toEqual([
    { type: "set_metronome", tempo_bpm: 96, ramp_beats: 0 },
    { type: "set_metronome", running: true },
  ]);
});

test("where lesson time is known a start names it, for both ends", () => {
  const clock = new LessonClock(1000);
  clock.lead(5);
  const time = { clock, nowS: () => 7, pupilLateS: () => 0 };
  const agreed = { openMicrophone: () => {}, measure: () => {} };
  const timed = new LessonTools((message) => sent.push(message), devices, agreed, time);
  timed.countIn.value = 1;
  timed.setMetronome({ running: true });
  expect(sent).toEqual([
    {
      type: "set_metronome",
      running: true,
      ramp_beats: 0,
      anchor_s: expect.closeTo(1007.4, 6),
      anchor_beat: -4,
    },
  ]);
});

test("nothing of the last child's lesson remains", () => {
  tools.receive({ type: "timer", seq: 1, ends_at_s: 1e10, at_s: 1 });
  tools.receive({ type: "answered", seq: 2, ask: 1, participant: "p", question: "camera", yes: true });
  tools.receive({ type: "peer_tuner", participant: "p", midi: 69, cents: 1, hz: 440 });
  tools.receive({ type: "next_lesson", seq: 3 });
  expect(tools.timer.value.leftS(0)).toBeNull();
  expect([tools.reply.value, tools.peerTuner.value]).toEqual([null, null]);
});
