import { expect, test } from "vitest";
import { START } from "../core/lesson-state";
import { SoundNotes } from "./sound-notes";

test("a far end's trouble is noted once and taken back when it is over", () => {
  const notes = new SoundNotes();
  let changes = -1;
  notes.far.subscribe(() => {
    changes += 1;
  });
  for (let s = 0; s <= 20; s += 0.25)
    notes.hear({ participant: "p", peak_dbfs: -120, clipped: false }, START, s);
  expect([notes.far.value.get("p"), changes]).toEqual(["silent", 1]);
  notes.hear({ participant: "p", peak_dbfs: -20, clipped: false }, START, 21);
  expect([notes.far.value.size, changes]).toEqual([0, 2]);
});

test("one's own microphone is watched by the same rule", () => {
  const notes = new SoundNotes();
  for (let s = 0; s <= 20; s += 0.25) notes.own(-120, false, true, s);
  expect(notes.mine.value).toBe("silent");
});

test("what was wrong with the last child's sound is not said of the next", () => {
  const notes = new SoundNotes();
  const silent = { participant: "p", peak_dbfs: -120, clipped: false };
  for (let s = 0; s <= 20; s += 0.25) notes.hear(silent, START, s);
  notes.forget();
  expect(notes.far.value.size).toBe(0);
  notes.hear(silent, START, 20.5);
  expect(notes.far.value.size).toBe(0);
});
