/** How the lesson goes at this end, added up until the server has been told: what a failed lesson came of. */

/** What a look finds. */
export interface Look {
  /** Let in, and so is somebody else who is there. */
  both: boolean;
  /** Sound or picture has a way between us. */
  connected: boolean;
  /** The server cannot be reached. */
  away: boolean;
  /** This machine cannot keep up. */
  slow: boolean;
  /** By the relay, though nobody's address is to be hidden. */
  relayed: boolean;
  /** How late the other is heard; null while nobody knows. */
  lateMs: number | null;
  /** How much of the other's sound was missing at its turn. */
  missingPct: number | null;
}

/** As the API takes it: of the time since the server was told last. */
export interface CourseTold {
  together_s: number;
  apart_s: number;
  bad_s: number;
  away_s: number;
  slow_s: number;
  late_ms: number | null;
  missing_pct: number | null;
  relayed: boolean;
}

const ADDED = ["together_s", "apart_s", "bad_s", "away_s", "slow_s"] as const;
const WORST = ["late_ms", "missing_pct"] as const;
/** From here on the quality line says that the network is poor. */
const BAD_PCT = 5;
/** A machine that slept was in no lesson meanwhile; a page in the background looks seldom. */
const MOST_S = 10;
/** What the API takes at once. */
const MOST_TOLD_S = 4 * 3600;

export class LessonCourse {
  #sums = nothing();
  #late: number[] = [];
  #missing: number[] = [];
  #seenS: number | null = null;
  /** What could not be told. */
  #left: CourseTold | null = null;

  /** To be fed about once a second. */
  feed(look: Look, nowS: number): void {
    const passedS = Math.min(MOST_S, nowS - (this.#seenS ?? nowS));
    this.#seenS = nowS;
    const { both, connected, away, missingPct, lateMs } = look;
    const add = (name: (typeof ADDED)[number], holds: boolean) => {
      if (holds) this.#sums[name] += passedS;
    };
    add("together_s", both && connected);
    // Without the server nobody knows whether the other one is still there.
    add("apart_s", both && !connected && !away);
    add("bad_s", connected && (missingPct ?? 0) >= BAD_PCT);
    add("away_s", away);
    add("slow_s", look.slow);
    if (lateMs !== null) this.#late.push(lateMs);
    if (missingPct !== null) this.#missing.push(missingPct);
    this.#sums.relayed ||= look.relayed;
  }

  /** What there is to tell, in whole seconds; the fractions are told with what follows. */
  take(): CourseTold {
    const sums = this.#sums;
    const told = { ...sums, late_ms: middle(this.#late), missing_pct: mean(this.#missing) };
    this.#sums = nothing();
    for (const name of ADDED) {
      told[name] = Math.floor(sums[name]);
      this.#sums[name] = sums[name] - told[name];
    }
    this.#late = [];
    this.#missing = [];
    const all = this.#left ? together(this.#left, told) : told;
    this.#left = null;
    return all;
  }

  /** It did not arrive: it is told with what follows. */
  giveBack(told: CourseTold): void {
    this.#left = this.#left ? together(told, this.#left) : told;
  }
}

function nothing(): CourseTold {
  const seconds = { together_s: 0, apart_s: 0, bad_s: 0, away_s: 0, slow_s: 0 };
  return { ...seconds, late_ms: null, missing_pct: null, relayed: false };
}

/** Both as one: seconds added, of the rest the worse. */
function together(one: CourseTold, other: CourseTold): CourseTold {
  const both = { ...one, relayed: one.relayed || other.relayed };
  for (const name of ADDED) both[name] = Math.min(MOST_TOLD_S, one[name] + other[name]);
  for (const name of WORST) {
    const known = [one[name], other[name]].filter((figure) => figure !== null);
    both[name] = known.length > 0 ? Math.max(...known) : null;
  }
  return both;
}

function middle(all: readonly number[]): number | null {
  const found = [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];
  return found === undefined ? null : Math.round(found);
}

function mean(all: readonly number[]): number | null {
  if (all.length === 0) return null;
  return Math.round((100 * all.reduce((sum, one) => sum + one, 0)) / all.length) / 100;
}
