/** Which parts of a tape are sent, and when they were in the lesson. Frames are at 48 kHz, times lesson time in s. */
import { RATE_HZ } from "./pcm";

/** Frame, its lesson time, and how far that can be off. */
export type Point = readonly [frame: number, lessonS: number, boundS: number];

/** From the frame `first` until before `end`. */
export interface Stretch {
  first: number;
  end: number;
}

/** What a clip has (rtc/stems.py), and a little more. */
const BEFORE_S = 10.5;
const AFTER_S = 5.5;
/** So that a checksum fits into any machine's memory: 43 MB of one channel. */
const PIECE_FRAMES = 300 * RATE_HZ;
/** Stamps err by a millisecond, a sound card's rate is steady for minutes. */
const REACH_S = 60;

/** Lines of a log, the last of which a crash may have torn. */
export function readPoints(lines: string): Point[] {
  return lines.split("\n").flatMap((line) => {
    try {
      const point: unknown = JSON.parse(line);
      return Array.isArray(point) && point.length === 3 && point.every(Number.isFinite)
        ? [point as unknown as Point]
        : [];
    } catch {
      return [];
    }
  });
}

/** What was heard about the marks; what overlaps is one. */
export function markedStretches(
  points: readonly Point[],
  frames: number,
  marksS: readonly number[],
): Stretch[] {
  const line = lineThrough(points, 0, frames);
  if (!line) return [];
  const found: Stretch[] = [];
  for (const markS of [...marksS].sort((a, b) => a - b)) {
    const first = Math.max(0, line.frame(markS - BEFORE_S));
    const end = Math.min(frames, line.frame(markS + AFTER_S));
    const last = found.at(-1);
    if (end <= first) continue;
    if (last && first <= last.end) last.end = Math.max(last.end, end);
    else found.push({ first, end });
  }
  return found.flatMap(inPieces);
}

/** All of it. */
export function wholeStretches(points: readonly Point[], frames: number): Stretch[] {
  return points.length > 0 && frames > 0 ? inPieces({ first: 0, end: frames }) : [];
}

/** The stamps of a stretch by itself: its first frame and its end. */
export function stamps(points: readonly Point[], { first, end }: Stretch): Point[] {
  const line = lineThrough(points, first, end);
  if (!line) return [];
  const boundS = Math.max(...points.map(([, , bound]) => bound));
  return [first, end].map((frame) => [frame - first, line.lessonS(frame), boundS]);
}

function inPieces({ first, end }: Stretch): Stretch[] {
  const count = Math.ceil((end - first) / PIECE_FRAMES);
  return Array.from({ length: count }, (_, index) => ({
    first: first + index * PIECE_FRAMES,
    end: Math.min(end, first + (index + 1) * PIECE_FRAMES),
  }));
}

interface Line {
  lessonS: (frame: number) => number;
  frame: (lessonS: number) => number;
}

/** Through the stamps in and about a stretch, as straight as they lie; null without any. */
function lineThrough(points: readonly Point[], first: number, end: number): Line | null {
  const near = points.filter(
    ([frame]) => frame >= first - REACH_S * RATE_HZ && frame <= end + REACH_S * RATE_HZ,
  );
  const used = near.length > 0 ? near : points;
  const [origin] = used;
  if (!origin) return null;
  const own = used.map(([frame]) => (frame - origin[0]) / RATE_HZ);
  const lesson = used.map(([, lessonS]) => lessonS - origin[1]);
  const x = mean(own);
  const y = mean(lesson);
  const spread = mean(own.map((each) => (each - x) ** 2));
  const fitted = mean(own.map((each, index) => (each - x) * ((lesson[index] ?? 0) - y))) / spread;
  // Less than some seconds of stamps says nothing of a rate.
  const rate = spread < 4 ? 1 : Math.min(1.001, Math.max(0.999, fitted));
  const startS = origin[1] + y - rate * x;
  return {
    lessonS: (frame) => startS + (rate * (frame - origin[0])) / RATE_HZ,
    frame: (lessonS) => Math.round(origin[0] + ((lessonS - startS) / rate) * RATE_HZ),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
