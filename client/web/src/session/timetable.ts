/** The timetable as the API gives it, and what it says when somebody is taken. */
import { StaffError } from "./staff";

/** More than these, the teacher among them, do not fit into a lesson room. */
export const IN_A_ROOM = 4;

export interface Who {
  id: string;
  name: string;
}

export interface Occurrence {
  id: string;
  series: string | null;
  every_weeks: number | null;
  begins_at: string;
  minutes: number;
  state: "planned" | "over" | "cancelled";
  moved: boolean;
  teacher: Who;
  usual_teacher: string | null;
  pupils: string[];
  /** Of the same, for whoever may change it; to others none. */
  pupil_ids: string[];
  /** The adult beside the pupil. */
  host: Who | null;
  instrument: string;
  level: string;
  place: Who | null;
  meeting_url: string | null;
  lesson: string | null;
  may_change: boolean;
}

export interface Times {
  id: string;
  name: string;
  first_day: string;
  last_day: string;
}

export interface Year {
  terms: Times[];
  holidays: Times[];
  places: Who[];
}

export type Warned = "agreement_lapsed" | "agreement_subject" | "agreement_level" | "agreement_hours";

export interface Done {
  occurrences: Occurrence[];
  left_out: string[];
  warnings: Warned[];
}

interface Side {
  teacher: string;
  subject: string;
  begins_at: string;
  minutes: number;
}

export interface Conflict {
  who: string;
  is_place: boolean;
  wanted: Side;
  /** Null for what another municipality has planned. */
  taken: Side | null;
}

export interface Feed {
  id: string;
  place: Who | null;
  created_at: string;
}

/** Who is taken, if that is why something was refused. */
export function conflictsOf(cause: unknown): Conflict[] {
  if (!(cause instanceof StaffError)) return [];
  const said = cause.said as { conflicts?: Conflict[] } | undefined;
  return said?.conflicts ?? [];
}

/** Where this machine's clock hangs. */
export function zone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The day and the time of a field of both, `2027-01-19T14:00`. */
export function dayAndTime(local: string): { day: string; at: string } {
  const [day = "", at = ""] = local.split("T");
  return { day, at: at.slice(0, 5) };
}

/** The last day that a series from this day would have: its term's, or a quarter of a year. */
export function lastDayFor(first: string, terms: readonly Times[]): string {
  const term = terms.find(({ first_day, last_day }) => first_day <= first && first <= last_day);
  const next = terms.find(({ first_day }) => first_day > first);
  if (term ?? next) return (term ?? next)?.last_day ?? first;
  const day = new Date(`${first}T12:00`);
  day.setDate(day.getDate() + 7 * 12);
  return Number.isNaN(day.getTime()) ? first : day.toISOString().slice(0, 10);
}

/** Whether two days are in the same week; a series stays in its weeks. */
export function sameWeek(one: Date, other: Date): boolean {
  const monday = (day: Date) =>
    new Date(day.getFullYear(), day.getMonth(), day.getDate() - ((day.getDay() + 6) % 7)).getTime();
  return monday(one) === monday(other);
}
