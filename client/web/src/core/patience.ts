/** What one who waits should know about the teacher, by how long it has lasted. */

export type Patience = "wait" | "busy" | "absent";

/** After this long without a teacher or a word, a sentence says what to do. */
export const LONG_S = 10 * 60;

export interface Waiting {
  teacher: boolean;
  /** When waiting began, the teacher last came or went, or last said something: unix time, s. */
  sinceS: number;
  nowS: number;
}

export function patience({ teacher, sinceS, nowS }: Waiting): Patience {
  if (nowS - sinceS < LONG_S) return "wait";
  return teacher ? "busy" : "absent";
}
