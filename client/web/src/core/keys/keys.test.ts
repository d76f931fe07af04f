import { describe, expect, test } from "vitest";
import { fromPort, holds, releaseOf, taken } from "./events";
import { KeyLine, QUIET_S } from "./key-line";
import { KeySender } from "./key-sender";
import vectors from "./vectors.json";

type Due = [dueS: number, event: number[]][];
type Row =
  | ["anew", number]
  | ["play", nowS: number, event: number[]]
  | ["say", nowS: number, said: string]
  | ["hear", atS: number, message: number]
  | ["due", atS: number, due: Due, delayS: number];

test.each(vectors)("both languages say and play the same: $name", ({ session, rows, counts }) => {
  let sender = new KeySender(session);
  const line = new KeyLine();
  const said: string[] = [];
  for (const row of rows as unknown as Row[]) {
    if (row[0] === "anew") sender = new KeySender(row[1]);
    else if (row[0] === "play") sender.play(row[2], row[1] + 500, row[1]);
    else if (row[0] === "say") {
      said.push(row[2]);
      expect(JSON.parse(sender.compose(row[1] + 500, row[1]))).toEqual(JSON.parse(row[2]));
    } else if (row[0] === "hear") expect(line.receive(said[row[2]] ?? "", row[1])).toBe(true);
    else {
      const due = line.due(row[1]);
      expect(due.map(({ event }) => [...event])).toEqual(row[2].map(([, event]) => event));
      due.forEach(({ dueS }, index) => {
        expect(dueS).toBeCloseTo(row[2][index]?.[0] ?? Number.NaN, 5);
      });
      expect(line.waiting.delayS).toBeCloseTo(row[3], 5);
    }
  }
  const { late, dropped, malformed, waiting, sounding } = line;
  expect([late, dropped, malformed, waiting.lifts, sounding.size]).toEqual(counts);
});

describe("what goes to another instrument", () => {
  test("notes, pedals, bend and pressure do; programs, banks, modes and the system do not", () => {
    for (const event of [
      [0x90, 60, 1],
      [0xb0, 64, 127],
      [0xe0, 0, 64],
      [0xd0, 3],
      [0xa0, 60, 3],
    ])
      expect(taken(event)).toBe(true);
    for (const event of [[0xc0, 5], [0xb0, 0, 1], [0xb0, 122, 0], [0xf8], [], [0x90, 128, 1], [60, 1, 1]])
      expect(taken(event)).toBe(false);
  });

  test("a press without speed is a release, and a release lets go of what was held", () => {
    expect(fromPort(Uint8Array.of(0x91, 60, 0))).toEqual([0x81, 60, 64]);
    for (const event of [
      [0x93, 60, 9],
      [0xb3, 66, 127],
    ]) {
      const { code = -1, down } = holds(event) ?? {};
      expect(down).toBe(true);
      expect(holds(releaseOf(code))).toEqual({ code, down: false });
    }
  });
});

test("a second after the other end fell silent all is let go, once", () => {
  const line = new KeyLine();
  const say = { v: 1, s: 1, n: 1, at: 5, held: [60], events: [[5, 0x90, 60, 80]] };
  line.receive(JSON.stringify(say), 5.01);
  expect(line.due(5.1)).toHaveLength(1);
  expect(line.due(5.1 + QUIET_S).map(({ event }) => event)).toEqual([[0x80, 60, 0]]);
  expect(line.due(6.5)).toEqual([]);
});

test("what is no message of a keyboard is counted and changes nothing", () => {
  const good = { v: 1, s: 1, n: 1, at: 5, held: [60], events: [[5, 0x90, 60, 80]] };
  const line = new KeyLine();
  const bad = [{ v: 2 }, { n: 0 }, { at: 99 }, { held: [5000] }, { events: [[5, 300, 1]] }, { events: 3 }];
  for (const change of bad) expect(line.receive(JSON.stringify({ ...good, ...change }), 5)).toBe(false);
  for (const text of ["", "null", "[]", "{", "x".repeat(3000)]) expect(line.receive(text, 5)).toBe(false);
  expect([line.malformed, line.due(6).length]).toEqual([bad.length + 5, 0]);
});
