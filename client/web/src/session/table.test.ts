import { type Signal, signal } from "@preact/signals";
import { beforeEach, describe, expect, test } from "vitest";
import { type LessonState, reduce, START } from "../core/lesson-state";
import type { ClientMessage, ServerMessage } from "../protocol";
import { Table } from "./table";

let sent: ClientMessage[];
let lesson: Signal<LessonState>;
let table: Table;

beforeEach(() => {
  sent = [];
  lesson = signal<LessonState>({
    ...START,
    me: { participant: "p", endpoint: "e", role: "pupil", name: "Pia" },
  });
  table = new Table("token", lesson, (message) => sent.push(message));
});

function told(message: ServerMessage): void {
  lesson.value = reduce(lesson.value, message);
  table.receive(message);
}

const line = { score: "s", page: 1, shape: "pen", colour: "red", points: "1,2 3,4", text: "" } as const;

describe("a mark", () => {
  test("is seen at once, and once only when the room has it", () => {
    table.draw(line);
    expect(table.marksOn("s", 1)).toHaveLength(1);
    expect(table.marksOn("s", 2)).toHaveLength(0);
    const draw = sent[0];
    if (draw?.type !== "draw") throw new Error("nothing was sent");
    const op = { n: 1, participant: "p", score: "s", mark: draw.mark, erased: [], undone: false };
    told({ type: "marks", ops: [op] });
    expect(table.marksOn("s", 1)).toEqual([draw.mark]);
    expect(table.pending.value).toEqual([]);
  });

  test("that was refused is taken away again", () => {
    table.draw(line);
    told({ type: "error", code: "no_space", text: "", seq: 1 });
    expect(table.marksOn("s", 1)).toEqual([]);
  });
});

describe("what somebody is typing", () => {
  test("is there until they have said it", () => {
    told({ type: "peer_typing", participant: "t", text: "Which b" });
    expect(table.typing.value.get("t")).toBe("Which b");
    told({ type: "chat_line", participant: "t", name: "Anna", text: "Which bar?", at_s: 1 });
    expect(table.typing.value.size).toBe(0);
  });

  test("and where they point goes with them", () => {
    told({ type: "peer_typing", participant: "t", text: "Wh" });
    told({ type: "peer_pointer", participant: "t", score: "s", page: 1, x: 1, y: 1, shown: true });
    told({ type: "roster", participants: [] });
    expect([table.typing.value.size, table.pointers.value.size]).toEqual([0, 0]);
  });
});

test("a pupil may draw until the teacher says otherwise", () => {
  expect(table.draws.value).toBe(true);
  told({ type: "score_rules", follow: true, draw: false });
  expect(table.draws.value).toBe(false);
});

test("of the last child's typing, pointing and drawing nothing is kept for the next", () => {
  told({ type: "peer_typing", participant: "t", text: "Wh" });
  told({ type: "peer_pointer", participant: "t", score: "s", page: 1, x: 1, y: 1, shown: true });
  table.draw(line);
  table.read.value = 3;
  told({ type: "next_lesson", seq: 1 });
  expect([table.typing.value.size, table.pointers.value.size, table.read.value]).toEqual([0, 0, 0]);
  expect(table.marksOn("s", 1)).toEqual([]);
});
