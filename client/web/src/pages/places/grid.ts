/** Hours of a place laid out as a week: what each weekday's hours were like at their worst. Pure. */

/** `none`: no sound got through. */
export type Word = "together" | "follow" | "turns" | "none";

export interface Hour {
  hour_s: number;
  profile: string;
  word: Word;
  /** Null where nothing got through. */
  worth_ms: number | null;
  variation_out_ms: number;
  variation_in_ms: number;
  lost_out_pct: number;
  lost_in_pct: number;
  measured: number;
}

export interface Cell {
  /** Null where nothing got through. */
  worstMs: number | null;
  word: Word;
  /** In how many weeks it was measured. */
  weeks: number;
}

export interface Row {
  hour: number;
  /** Monday first. */
  cells: (Cell | null)[];
}

const DAYS = 7;

/** What never came is later than all that did. */
export const lateness = (ms: number | null) => ms ?? Number.POSITIVE_INFINITY;

/** Rows from the earliest to the latest hour that was measured, in this machine's time. */
export function weekOf(hours: readonly Hour[], profile: string): Row[] {
  const rows = new Map<number, Row>();
  for (const one of hours) {
    if (one.profile !== profile) continue;
    const began = new Date(one.hour_s * 1000);
    const hour = began.getHours();
    const day = (began.getDay() + DAYS - 1) % DAYS;
    const row = rows.get(hour) ?? { hour, cells: Array.from({ length: DAYS }, () => null) };
    rows.set(hour, row);
    const known = row.cells[day];
    const worse = !known || lateness(one.worth_ms) > lateness(known.worstMs);
    row.cells[day] = {
      worstMs: worse ? one.worth_ms : known.worstMs,
      word: worse ? one.word : known.word,
      weeks: (known?.weeks ?? 0) + 1,
    };
  }
  return [...rows.values()].sort((one, other) => one.hour - other.hour);
}
