/** The last minutes of how late one heard the other: enough to see whether an evening gets worse. */
import type { Quality } from "./quality";

export interface Moment {
  atS: number;
  /** How late I heard the other, and the other me; null where nobody knew. */
  mineMs: number | null;
  theirsMs: number | null;
  concealedPct: number | null;
}

export const KEPT_S = 300;

export class QualityHistory {
  readonly #moments = new Map<string, Moment[]>();

  /** To be told about once a second. */
  add(all: ReadonlyMap<string, Quality>, nowS: number): void {
    for (const [participant, { mine, theirs }] of all) {
      const moments = this.#moments.get(participant) ?? [];
      moments.push({
        atS: nowS,
        mineMs: mine?.mouthToEarMs ?? null,
        theirsMs: theirs?.mouth_to_ear_ms ?? null,
        concealedPct: mine?.concealedPct ?? null,
      });
      this.#moments.set(
        participant,
        moments.filter(({ atS }) => atS > nowS - KEPT_S),
      );
    }
  }

  of(participant: string): readonly Moment[] {
    return this.#moments.get(participant) ?? [];
  }

  /** Who is gone leaves nothing behind. */
  keepOnly(participants: ReadonlySet<string>): void {
    for (const id of this.#moments.keys()) if (!participants.has(id)) this.#moments.delete(id);
  }
}

export interface Course {
  /** How many seconds are told of, and least, middle and most of what was heard in them. */
  seconds: number;
  leastMs: number;
  middleMs: number;
  mostMs: number;
}

/** The history in four numbers; null where nothing was known. */
export function courseOf(moments: readonly Moment[]): Course | null {
  const known = moments.flatMap(({ mineMs }) => (mineMs === null ? [] : [mineMs])).sort((a, b) => a - b);
  const first = moments[0];
  const last = moments.at(-1);
  const [leastMs] = known;
  if (!first || !last || leastMs === undefined) return null;
  const middleMs = known[Math.floor(known.length / 2)] ?? leastMs;
  return { seconds: last.atS - first.atS, leastMs, middleMs, mostMs: known.at(-1) ?? leastMs };
}

/** Lines through what was known, broken where nothing was: `M` and `L` of an SVG path. */
export function pathOf(
  moments: readonly Moment[],
  pick: (moment: Moment) => number | null,
  { nowS, topMs, width, height }: { nowS: number; topMs: number; width: number; height: number },
): string {
  let path = "";
  let down = false;
  for (const moment of moments) {
    const ms = pick(moment);
    if (ms === null) {
      down = false;
      continue;
    }
    const x = width * (1 - (nowS - moment.atS) / KEPT_S);
    const y = height * (1 - Math.min(1, ms / topMs));
    path += `${down ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    down = true;
  }
  return path;
}
