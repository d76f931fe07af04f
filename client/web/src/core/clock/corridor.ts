/**
 * Between what a clock's offset can be at most and at least: the lines that no packet contradicts. The law is
 * dsp/corridor.py's (Moon, Skelly and Towsley 1999; Zhang, Liu and Xia 2002), held to it by vectors.json.
 */

/** Seconds before now (negative), and the offset said, s. */
export type Point = readonly [atS: number, offsetS: number];

export interface Corridor {
  /** Middle of the widest free strip now: right where both ways are equally long. */
  offsetS: number;
  skew: number;
  /** No line that is left passes below or above now; the truth is one of them. */
  lowS: number;
  highS: number;
  skewLow: number;
  skewHigh: number;
  /** Half as wide as the strip: what lies outside of it changes nothing. */
  halfS: number;
}

/** Two crystals of 100 ppm, and something for a clock that is being disciplined. */
const MOST_SKEW = 250e-6;
/** What a slope must gain, in seconds times the change, before it is believed instead of the last one. */
const PATIENCE_S = 0.6;
const PATIENCE = 0.05;

/** The lines below every upper and above every lower point; null when none of at most 250 ppm fits between. */
export function corridor(
  uppers: readonly Point[],
  lowers: readonly Point[],
  priorSkew: number,
): Corridor | null {
  const above = hull([...uppers].sort(byTime), 1);
  const below = hull([...lowers].sort(byTime), -1);
  const prior = Math.min(MOST_SKEW, Math.max(-MOST_SKEW, priorSkew));
  const spanS = Math.max(last(above)[0], last(below)[0]) - Math.min(first(above)[0], first(below)[0]);
  const slopes = [...new Set([-MOST_SKEW, MOST_SKEW, prior, ...corners(above), ...corners(below)])].sort(
    (a, b) => a - b,
  );
  const roofs = slopes.map((slope) => roof(above, slope));
  const floors = slopes.map((slope) => floor(below, slope));
  const widths = slopes.map((_, k) => at(roofs, k) - at(floors, k));
  const free = slopes.map((_, k) => k).filter((k) => at(widths, k) >= 0);
  if (free.length === 0) return null;
  const merit = (k: number) =>
    at(widths, k) - (PATIENCE_S + PATIENCE * spanS) * Math.abs(at(slopes, k) - prior);
  let best = at(free, 0);
  for (const k of free) if (merit(k) > merit(best)) best = k;
  const [left, right] = [at(free, 0), at(free, free.length - 1)];
  const skewLow = edge(slopes, widths, left, left - 1);
  const skewHigh = edge(slopes, widths, right, right + 1);
  const ends = [skewLow, skewHigh];
  return {
    offsetS: (at(roofs, best) + at(floors, best)) / 2,
    skew: at(slopes, best),
    lowS: Math.min(...free.map((k) => at(floors, k)), ...ends.map((slope) => floor(below, slope))),
    highS: Math.max(...free.map((k) => at(roofs, k)), ...ends.map((slope) => roof(above, slope))),
    skewLow,
    skewHigh,
    halfS: at(widths, best) / 2,
  };
}

function byTime(one: Point, two: Point): number {
  return one[0] - two[0] || one[1] - two[1];
}

/** The lower (side 1) or upper (side -1) hull, left to right (Andrew's monotone chain). */
function hull(points: readonly Point[], side: number): Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    while (kept.length > 1 && turn(at(kept, kept.length - 2), last(kept), point) * side <= 0) kept.pop();
    kept.push(point);
  }
  return kept;
}

function turn(one: Point, two: Point, three: Point): number {
  return (two[0] - one[0]) * (three[1] - one[1]) - (two[1] - one[1]) * (three[0] - one[0]);
}

function roof(above: readonly Point[], slope: number): number {
  return Math.min(...above.map(([atS, value]) => value - slope * atS));
}

function floor(below: readonly Point[], slope: number): number {
  return Math.max(...below.map(([atS, value]) => value - slope * atS));
}

/** Where another corner of a hull begins to bind. */
function corners(points: readonly Point[]): number[] {
  return points
    .slice(1)
    .map((point, k) => (point[1] - at(points, k)[1]) / (point[0] - at(points, k)[0]))
    .filter((slope) => slope > -MOST_SKEW && slope < MOST_SKEW);
}

/** Where the strip closes; between two corners its width is a straight line. */
function edge(slopes: readonly number[], widths: readonly number[], inside: number, outside: number): number {
  const [here, there] = [slopes[inside] as number, slopes[outside]];
  const [wide, closed] = [widths[inside] as number, widths[outside]];
  if (there === undefined || closed === undefined || wide <= 0) return here;
  return here + (wide / (wide - closed)) * (there - here);
}

function at<T>(list: readonly T[], index: number): T {
  return list[index] as T;
}

function first<T>(list: readonly T[]): T {
  return at(list, 0);
}

function last<T>(list: readonly T[]): T {
  return at(list, list.length - 1);
}
