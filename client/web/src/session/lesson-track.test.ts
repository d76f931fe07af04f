import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Devices } from "../media/devices";
import type { ClientMessage, ServerMessage } from "../protocol";
import { LessonTrack } from "./lesson-track";

let sent: ClientMessage[];
let asked: string[];
let answers: Record<string, Response[]>;
let track: LessonTrack;

beforeEach(() => {
  sent = [];
  asked = [];
  answers = {};
  vi.stubGlobal("navigator", {});
  vi.stubGlobal("fetch", async (path: string, { method = "GET", signal }: RequestInit) => {
    const what = `${method} ${path.replace("/api/lesson/tracks", "")}`;
    asked.push(what);
    const answer = answers[what]?.shift();
    if (answer) return answer;
    // Nothing more to say: held, as the server does, until who asked gives up.
    return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(new Error("gone"))));
  });
  track = new LessonTrack("token", (message) => sent.push(message), new Devices(null));
});

afterEach(() => track.close());

const chosen = (more = {}): ServerMessage => ({
  type: "track",
  seq: 1,
  n: 1,
  track: "t",
  running: false,
  at_s: 0,
  tempo_percent: 100,
  key: 0,
  loop: null,
  lesson_s: null,
  count_in: 0,
  count_bpm: 80,
  leads: "pupil",
  ...more,
});
/** The browser's audio as far as a file is decoded by it. */
function Decoding() {
  const node = { gain: { value: 0 }, connect: () => {}, disconnect: () => {} };
  return { state: "running", createGain: () => node, decodeAudioData: async () => ({ duration: 9 }) };
}
const json = (value: unknown, status = 200) => new Response(JSON.stringify(value), { status });

test("a chosen track is made ready before anybody starts it, and how far it is is told", async () => {
  answers["PUT /t/100/0"] = [json({ done: 0.4 })];
  track.receive(chosen());
  await vi.waitFor(() => expect(track.phase.value).toEqual({ name: "making", done: 0.4 }));
});

test("what is no longer wanted is let go of at the server", async () => {
  track.receive(chosen());
  track.receive(chosen({ tempo_percent: 80 }));
  await vi.waitFor(() => expect(asked).toContain("DELETE /t/100/0"));
  expect(asked).toContain("PUT /t/80/0");
  track.receive({ type: "next_lesson", seq: 2 });
  await vi.waitFor(() => expect(asked).toContain("DELETE /t/80/0"));
});

test("who presses twice before the room has answered means the second after the first", () => {
  track.receive(chosen());
  track.start();
  track.set({ loop: { from_s: 1, to_s: 4 } });
  expect(sent.at(-1)).toMatchObject({ type: "set_track", running: true, loop: { from_s: 1, to_s: 4 } });
});

test("a start that is asked for before the sound is there gets its moment once it is", async () => {
  vi.stubGlobal("AudioContext", Decoding);
  answers["PUT /t/100/0"] = [json({ done: 1 })];
  answers["GET /t/100/0"] = [new Response("sound")];
  track.countIn.value = true;
  track.receive(chosen());
  track.start();
  expect(sent.at(-1)).toMatchObject({ running: true, lesson_s: null, count_in: 4, count_bpm: 80 });
  track.receive(chosen({ n: 2, running: true, count_in: 4, count_bpm: 80 }));
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  const said = sent.at(-1) as { lesson_s: number };
  expect(said.lesson_s - Date.now() / 1000).toBeGreaterThan(2);
  expect(said.lesson_s - Date.now() / 1000).toBeLessThan(4);
});

test("who did not ask for a start says nothing of it", async () => {
  vi.stubGlobal("AudioContext", Decoding);
  answers["PUT /t/100/0"] = [json({ done: 1 })];
  answers["GET /t/100/0"] = [new Response("sound")];
  track.receive(chosen({ running: true }));
  await vi.waitFor(() => expect(track.phase.value).toEqual({ name: "ready" }));
  expect(sent).toEqual([]);
});

test("swapping who plays to it leaves it where it is", () => {
  track.receive(chosen({ running: true, at_s: 3, lesson_s: 1e9 }));
  track.swap();
  expect(sent.at(-1)).toMatchObject({ running: true, at_s: 3, lesson_s: 1e9, leads: "teacher" });
  track.swap();
  expect(sent.at(-1)).toMatchObject({ leads: "pupil" });
});

test("a hand on a slider is told where it rests", async () => {
  track.receive(chosen());
  for (let tempo_percent = 100; tempo_percent > 60; tempo_percent -= 5) track.setAtRest({ tempo_percent });
  expect(sent).toEqual([]);
  await vi.waitFor(() =>
    expect(sent.map((each) => "tempo_percent" in each && each.tempo_percent)).toEqual([65]),
  );
});

test("each refusal has its word, and trying again asks again", async () => {
  answers["PUT /t/100/0"] = [json({}, 503), json({}, 404)];
  track.receive(chosen());
  await vi.waitFor(() => expect(track.phase.value).toEqual({ name: "failed", problem: "failed" }));
  track.again();
  await vi.waitFor(() => expect(track.phase.value).toEqual({ name: "failed", problem: "gone" }));
});

test("an upload is laid ready under its name, and one that is refused says why", async () => {
  answers["POST "] = [json({ id: "t", seconds: 61.5 }, 201), json({}, 422)];
  await track.add(new File(["x"], "Sonatina in G.mp3"));
  expect(sent).toEqual([{ type: "add_track", track: { id: "t", seconds: 61.5, name: "Sonatina in G" } }]);
  await track.add(new File(["x"], "long.wav"));
  expect(track.refused.value).toBe("length");
});

test("nothing of the last child's track remains", () => {
  track.receive({ type: "tracks", seq: 1, tracks: [{ id: "t", name: "Pia's song", seconds: 60 }] });
  track.receive(chosen({ running: true }));
  track.receive({ type: "next_lesson", seq: 2 });
  expect([track.tracks.value, track.state.value.track, track.phase.value]).toEqual([
    [],
    null,
    { name: "none" },
  ]);
});
