import { describe, expect, test } from "vitest";
import type { Mark, NoteView, Op, ServerMessage } from "../protocol";
import {
  canUndo,
  EMPTY_TABLE,
  linesOf,
  mayDraw,
  mayWord,
  type Papers,
  reducePapers,
  visibleMarks,
} from "./papers";

const mark = (id: string): Mark => ({
  id,
  score: "s",
  page: 1,
  shape: "pen",
  colour: "red",
  points: "1,2 3,4",
  text: "",
});
const drawn = (n: number, id: string, participant = "t", undone = false): Op => ({
  n,
  participant,
  score: "s",
  mark: mark(id),
  erased: [],
  undone,
});
const rubbed = (n: number, ...erased: string[]): Op => ({ ...drawn(n, ""), mark: null, erased });
const note = (id: string, text: string, list: "notes" | "homework" = "notes"): NoteView => ({
  note: { id, list, text, done: false, demonstration: null },
  participant: "p",
  name: "Pia",
  at_s: 1,
});
const scores: ServerMessage = {
  type: "scores",
  scores: [{ score: { id: "s", name: "Sonata", kind: "pdf" }, participant: "t" }],
};

function told(...messages: ServerMessage[]): Papers {
  return messages.reduce(reducePapers, EMPTY_TABLE);
}

const seen = (papers: Papers) => visibleMarks(papers, "s").map((each) => each.mark.id);

describe("the marks one sees", () => {
  test("are those drawn, in the room's order, however they came", () => {
    const one = told(scores, { type: "marks", ops: [drawn(1, "a"), drawn(2, "b"), drawn(3, "c")] });
    const other = told(
      scores,
      { type: "marks", ops: [drawn(3, "c")] },
      { type: "marks", ops: [drawn(2, "b"), drawn(1, "a")] },
    );
    expect(seen(one)).toEqual(["a", "b", "c"]);
    expect(other.ops).toEqual(one.ops);
  });

  test("are not those taken back or rubbed out, until that is taken back in turn", () => {
    const before = told(scores, {
      type: "marks",
      ops: [drawn(1, "a"), drawn(2, "b"), drawn(3, "c", "p"), rubbed(4, "a")],
    });
    const after = reducePapers(before, { type: "marks", ops: [drawn(3, "c", "p", true)] });
    expect(seen(after)).toEqual(["b"]);
    expect(seen(reducePapers(after, { type: "marks", ops: [{ ...rubbed(4, "a"), undone: true }] }))).toEqual([
      "a",
      "b",
    ]);
  });

  test("go with their score", () => {
    const papers = told(
      scores,
      { type: "marks", ops: [drawn(1, "a")] },
      { type: "place", participant: "t", place: { score: "s", page: 2, zoom: 1, x: 0, y: 0 } },
      { type: "scores", scores: [] },
    );
    expect(seen(papers)).toEqual([]);
    expect(papers.place).toBeNull();
  });
});

test("one takes back one's own steps only, and puts back until one draws again", () => {
  const papers = told(scores, { type: "marks", ops: [drawn(1, "a"), drawn(2, "b", "t", true)] });
  expect(canUndo(papers, "s", "t")).toEqual({ undo: true, redo: true });
  expect(canUndo(papers, "s", "p")).toEqual({ undo: false, redo: false });
  const again = reducePapers(papers, { type: "marks", ops: [drawn(3, "c")] });
  expect(canUndo(again, "s", "t")).toEqual({ undo: true, redo: false });
});

test("a line written anew keeps its place in its list", () => {
  const papers = told(
    { type: "notes", notes: [note("a", "one"), note("b", "two"), note("h", "scales", "homework")] },
    { type: "notes", notes: [note("a", "three")] },
    { type: "note_removed", note: "b" },
  );
  expect(linesOf(papers, "notes").map((view) => view.note.text)).toEqual(["three"]);
  expect(linesOf(papers, "homework")).toHaveLength(1);
});

test("a turn to the page that is open is a turn", () => {
  const place = { score: "s", page: 1, zoom: 1, x: 0, y: 0 };
  const papers = told(
    scores,
    { type: "place", participant: "t", place },
    { type: "place", participant: "p", place },
  );
  expect([papers.turns, papers.placedBy]).toEqual([2, "p"]);
});

test("who may draw and who may word a line", () => {
  const off = told({ type: "score_rules", follow: true, draw: false });
  expect([mayDraw(off, "teacher"), mayDraw(off, "pupil"), mayDraw(off, "observer")]).toEqual([
    true,
    false,
    false,
  ]);
  expect(mayDraw(EMPTY_TABLE, "pupil")).toBe(true);
  expect(mayWord(note("a", "x"), "pupil", "p")).toBe(true);
  expect(mayWord(note("a", "x"), "pupil", "q")).toBe(false);
  expect(mayWord(note("a", "x", "homework"), "pupil", "p")).toBe(false);
  expect(mayWord(note("a", "x", "homework"), "teacher", "t")).toBe(true);
});
