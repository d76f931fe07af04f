// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { START } from "../../../core/lesson-state";
import { speak } from "../../../i18n";
import { Devices } from "../../../media/devices";
import type { ClientMessage, ParticipantView } from "../../../protocol";
import type { LessonSession } from "../../../session/lesson-session";
import { LessonTools } from "../../../session/lesson-tools";
import { LessonTrack } from "../../../session/lesson-track";
import { Measuring } from "../../../session/measuring";
import { SoundNotes } from "../../../session/sound-notes";
import { Help } from "../help/help";
import { Questions } from "../help/questions";
import { soundMarks } from "../sound-marks";
import { ToolsPanel } from "./tools-panel";

const root = document.createElement("div");
let sent: ClientMessage[];
let session: LessonSession;

beforeAll(async () => {
  document.body.append(root);
  await speak("en");
});

beforeEach(() => {
  act(() => render(null, root));
  sent = [];
  const devices = new Devices(null);
  const me = { participant: "t", endpoint: "e1", role: "teacher", name: "Anna" } as const;
  // The parts of a session that these pages read, all of them real.
  session = {
    devices,
    tools: new LessonTools((message) => sent.push(message), devices, {
      openMicrophone: () => {},
      measure: () => {},
    }),
    track: new LessonTrack("token", (message) => sent.push(message), devices),
    notes: new SoundNotes(),
    measuring: new Measuring(devices),
    lesson: signal({ ...START, me }),
  } as unknown as LessonSession;
});

const pupil: ParticipantView = {
  id: "p",
  name: "Pia",
  role: "pupil",
  admission: "admitted",
  microphone: true,
  camera: true,
  second_camera: false,
  speaker: false,
  processing: [],
  measured: null,
  gain_db: 0,
  endpoints: [],
};

function find<T extends HTMLElement>(testId: string): T {
  const found = root.querySelector<T>(`[data-testid="${testId}"]`);
  if (!found) throw new Error(`no ${testId}`);
  return found;
}

const click = (testId: string) => act(() => find(testId).click());
const panel = () => act(() => render(<ToolsPanel session={session} onClose={() => {}} />, root));

test("arrow keys go from tool to tool and round", () => {
  panel();
  const press = (key: string) =>
    act(
      () => void find("tool-metronome").dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })),
    );
  press("ArrowRight");
  expect(session.tools.tool.value).toBe("track");
  press("ArrowLeft");
  press("ArrowLeft");
  expect(session.tools.tool.value).toBe("layout");
  expect(find("tool-layout").getAttribute("aria-selected")).toBe("true");
  expect(root.querySelectorAll('[role="tab"][tabindex="0"]').length).toBe(1);
});

test("a beat goes from strong to plain to silent, and says which it is", () => {
  panel();
  expect(find("accent-1").getAttribute("aria-label")).toBe("Beat 1: strong");
  click("accent-1");
  expect(sent.at(-1)).toMatchObject({ type: "set_metronome", accents: [1, 1, 1, 1] });
});

test("the step buttons change a tempo by one, and each says what it does", () => {
  panel();
  const less = root.querySelector<HTMLButtonElement>('[aria-label="Less: Tempo"]');
  act(() => less?.click());
  expect(sent.at(-1)).toMatchObject({ type: "set_metronome", tempo_bpm: 71 });
});

test("a hand on a slider is not told for every pixel, and its last word is", async () => {
  panel();
  const slider = find<HTMLInputElement>("tempo");
  for (let bpm = 80; bpm <= 180; bpm += 1)
    act(() => {
      slider.value = String(bpm);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    });
  expect(sent.length).toBeLessThan(20);
  await vi.waitFor(() => expect(sent.at(-1)).toMatchObject({ tempo_bpm: 180 }));
});

test("only a teacher sets the time", () => {
  session.tools.tool.value = "timer";
  panel();
  click("timer-30");
  expect(sent).toEqual([{ type: "set_timer", minutes: 30 }]);
  const me = { participant: "p", endpoint: "e2", role: "pupil", name: "Pia" } as const;
  act(() => {
    session.lesson.value = { ...START, me };
  });
  expect(root.querySelector('[data-testid="timer-30"]')).toBeNull();
});

test("a teacher mutes at once, and asks for what is off", () => {
  act(() => render(<Help session={session} person={pupil} />, root));
  click("mute-microphone");
  expect(sent).toEqual([{ type: "mute", participant: "p", microphone: true, camera: false }]);
  act(() => render(<Help session={session} person={{ ...pupil, microphone: false }} />, root));
  expect(root.querySelector('[data-testid="mute-microphone"]')).toBeNull();
  click("ask");
  expect(sent.at(-1)).toEqual({ type: "ask", participant: "p", question: "microphone" });
});

test("a question has a yes and a no, and goes with the answer", () => {
  act(() => render(<Questions session={session} />, root));
  act(() =>
    session.tools.receive({
      type: "asked",
      seq: 1,
      ask: 4,
      participant: "t",
      name: "Anna",
      question: "camera",
    }),
  );
  expect(find("asked-me").textContent).toContain("Anna would like to see you");
  click("answer-no");
  expect(sent).toEqual([{ type: "answer", ask: 4, yes: false }]);
  expect(root.querySelector('[data-testid="asked-me"]')).toBeNull();
});

test("both ends read the same of a sound: no headphones, and what the device does to it", () => {
  expect(soundMarks(session, pupil)).toEqual([]);
  expect(soundMarks(session, { ...pupil, speaker: true, processing: ["echo_cancellation"] })).toEqual([
    "Speaker mode: echo cancellation is on",
  ]);
  expect(soundMarks(session, { ...pupil, processing: ["noise_suppression"] })).toEqual([
    "Noise suppression is on",
  ]);
});
