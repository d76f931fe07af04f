import { describe, expect, test } from "vitest";
import type { ParticipantView, ServerMessage, Welcome } from "../protocol";
import { farEnds, knocking, type LessonState, others, reduce, START } from "./lesson-state";

const welcome = (over: Partial<Welcome> = {}): Welcome => ({
  type: "welcome",
  version: 1,
  ice_servers: [],
  heartbeat_ms: 250,
  silence_ms: 1500,
  resume_s: 60,
  participant: "t",
  endpoint: "e1",
  resume_key: "k".repeat(16),
  resumed: false,
  seen: 0,
  role: "teacher",
  name: "Maria",
  admission: "admitted",
  lesson: { id: "l", teacher: "Maria", instrument: "violin" },
  profile: "duet",
  ...over,
});

const person = (id: string, over: Partial<ParticipantView> = {}): ParticipantView => ({
  id,
  name: id,
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
  ...over,
});

const device = (admitted: boolean, present = true) => ({
  id: "e",
  kind: "page" as const,
  media: { audio: true, video: true },
  present,
  admitted,
});

function told(...messages: ServerMessage[]): LessonState {
  return messages.reduce(reduce, START);
}

describe("the lesson", () => {
  test("begins with the welcome", () => {
    const lesson = told(welcome());
    expect(lesson.me).toEqual({ participant: "t", endpoint: "e1", role: "teacher", name: "Maria" });
    expect(lesson.profile).toBe("duet");
  });

  test("keeps what it knows over a resume and forgets it without one", () => {
    const before = told(welcome(), { type: "roster", participants: [person("p")] });
    expect(reduce(before, welcome({ resumed: true })).participants).toHaveLength(1);
    expect(reduce(before, welcome()).participants).toHaveLength(0);
  });

  test("takes the newest roster, profile and word at the door", () => {
    const lesson = told(
      welcome({ role: "pupil", admission: "waiting" }),
      { type: "roster", participants: [person("a")] },
      { type: "roster", participants: [person("b")] },
      { type: "profile", profile: "listen" },
      { type: "admission", state: "refused", word: "In five minutes" },
    );
    expect(lesson.participants.map(({ id }) => id)).toEqual(["b"]);
    expect([lesson.profile, lesson.admission, lesson.word]).toEqual(["listen", "refused", "In five minutes"]);
  });

  test("is the same object when nothing of it changed", () => {
    const lesson = told(welcome());
    expect(reduce(lesson, { type: "peer_levels", participant: "p", peak_dbfs: -20, clipped: false })).toBe(
      lesson,
    );
  });
});

describe("who is where", () => {
  const lesson = told(welcome(), {
    type: "roster",
    participants: [
      person("t", { role: "teacher", endpoints: [device(true)] }),
      person("pupil", { endpoints: [device(true)] }),
      person("second", { endpoints: [device(true), device(false)] }),
      person("waits", { admission: "waiting", endpoints: [device(false)] }),
      person("gone", { admission: "waiting", endpoints: [device(false, false)] }),
      person("out", { admission: "removed" }),
      person("listener", { role: "observer", endpoints: [device(true)] }),
    ],
  });

  test("the far ends are the others who were let in", () => {
    expect(farEnds(lesson).map(({ id }) => id)).toEqual(["pupil", "second", "listener"]);
  });

  test("those knock who stand there and are not in, with whatever device", () => {
    expect(knocking(lesson).map(({ id }) => id)).toEqual(["second", "waits"]);
  });

  test("a pupil's first picture is the teacher", () => {
    const pupils = told(welcome({ participant: "p", role: "pupil" }), {
      type: "roster",
      participants: [person("other"), person("p"), person("t", { role: "teacher" })],
    });
    expect(farEnds(pupils).map(({ id }) => id)).toEqual(["t", "other"]);
    expect(others(pupils)).toHaveLength(2);
  });
});
