import { describe, expect, test } from "vitest";
import type { Mark } from "../protocol";
import { distanceTo, markAt, readPoints, simplify, writePoints } from "./strokes";

const mark = (id: string, points: string, over: Partial<Mark> = {}): Mark => ({
  id,
  score: "s",
  page: 1,
  shape: "pen",
  colour: "red",
  points,
  text: "",
  ...over,
});

describe("a line", () => {
  test("is read as it was written, and never leaves the page", () => {
    const points = [
      { x: 1, y: 2 },
      { x: 9999, y: 10_000 },
    ];
    expect(readPoints(writePoints(points))).toEqual(points);
    expect(writePoints([{ x: -5, y: 10_000.6 }])).toBe("0,10000");
  });

  test("keeps its ends and corners and loses what one does not see", () => {
    const straight = Array.from({ length: 100 }, (_, index) => ({ x: index * 10, y: 500 }));
    const corner = [...straight, { x: 990, y: 1500 }];
    expect(simplify(straight)).toEqual([straight[0], straight[99]]);
    expect(simplify(corner)).toEqual([straight[0], straight[99], corner[100]]);
  });

  test("fits a message however long one scribbles", () => {
    const scribble = Array.from({ length: 5_000 }, (_, index) => ({
      x: 5000 + 4900 * Math.sin(index * 1.7),
      y: 5000 + 4900 * Math.cos(index * 2.3),
    }));
    expect(writePoints(simplify(scribble)).length).toBeLessThanOrEqual(6000);
  });

  test("of a single touch is a dot", () => {
    expect(simplify([{ x: 7, y: 7 }])).toHaveLength(1);
  });
});

test("the distance to a line is to its nearest end where one is past it", () => {
  expect(distanceTo({ x: 5, y: 3 }, { x: 0, y: 0 }, { x: 10, y: 0 })).toBe(3);
  expect(distanceTo({ x: 13, y: 4 }, { x: 0, y: 0 }, { x: 10, y: 0 })).toBe(5);
});

test("the newest mark within reach is found, a text along its words", () => {
  const marks = [
    mark("line", "0,0 1000,0"),
    mark("over", "500,0 500,10"),
    mark("words", "5000,5000", { shape: "text", text: "softer here" }),
  ];
  expect(markAt(marks, { x: 500, y: 50 }, 100)?.id).toBe("over");
  expect(markAt(marks, { x: 100, y: 50 }, 100)?.id).toBe("line");
  expect(markAt(marks, { x: 6200, y: 5020 }, 100)?.id).toBe("words");
  expect(markAt(marks, { x: 9000, y: 9000 }, 100)).toBeNull();
});
