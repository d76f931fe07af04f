/** Lines on a page: thinned out, written as text, read again, and found under a finger. */
import type { Mark } from "../protocol";

/** A place on a page: 0 to 10000 from its left and from its top. */
export interface Point {
  x: number;
  y: number;
}

export const PER_PAGE = 10_000;
const MAX_POINTS = 500;
/** About a third of a note head: what one does not see. */
const TOLERANCE = 12;

const onPage = (value: number) => Math.round(Math.min(PER_PAGE, Math.max(0, value)));

export function placed(point: Point): Point {
  return { x: onPage(point.x), y: onPage(point.y) };
}

export function writePoints(points: readonly Point[]): string {
  return points
    .map(placed)
    .map(({ x, y }) => `${x},${y}`)
    .join(" ");
}

export function readPoints(text: string): Point[] {
  return text.split(" ").map((pair) => {
    const [x = 0, y = 0] = pair.split(",").map(Number);
    return { x, y };
  });
}

/** Fewer points with the same shape (Douglas and Peucker 1973), coarser until they fit a message. */
export function simplify(points: readonly Point[]): Point[] {
  let tolerance = TOLERANCE;
  let kept = thinOut(points, tolerance);
  while (kept.length > MAX_POINTS) {
    tolerance *= 2;
    kept = thinOut(points, tolerance);
  }
  return kept;
}

function thinOut(points: readonly Point[], tolerance: number): Point[] {
  const keep = new Set([0, points.length - 1]);
  const spans: [number, number][] = [[0, points.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span;
    let farthest = -1;
    let distance = tolerance;
    for (let index = from + 1; index < to; index += 1) {
      const off = distanceTo(at(points, index), at(points, from), at(points, to));
      if (off > distance) [farthest, distance] = [index, off];
    }
    if (farthest < 0) continue;
    keep.add(farthest);
    spans.push([from, farthest], [farthest, to]);
  }
  return points.filter((_, index) => keep.has(index));
}

function at(points: readonly Point[], index: number): Point {
  return points[index] ?? { x: 0, y: 0 };
}

/** From a point to the line between two others. */
export function distanceTo(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / length;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(point.x - from.x - t * dx, point.y - from.y - t * dy);
}

/** The newest of these marks within reach of a point, or null. */
export function markAt(marks: readonly Mark[], point: Point, reach: number): Mark | null {
  return marks.findLast((mark) => distanceToMark(mark, point) <= reach) ?? null;
}

function distanceToMark(mark: Mark, point: Point): number {
  const points = readPoints(mark.points);
  if (mark.shape === "text") return distanceToText(mark.text, at(points, 0), point);
  const nearest = points.map((from, index) => distanceTo(point, from, points[index + 1] ?? from));
  return Math.min(...nearest);
}

/** A text stands to the right of its place, about 160 units a letter. */
function distanceToText(text: string, from: Point, point: Point): number {
  return distanceTo(point, from, { x: from.x + 160 * text.length, y: from.y });
}
