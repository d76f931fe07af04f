/** Weekdays, hours and verdicts as the chosen language writes them. */
import { locale, type PlainKey } from "../../i18n";
import type { Word } from "./grid";

export const WORDS: Record<Word, PlainKey> = {
  together: "places.together",
  follow: "places.follow",
  turns: "places.turns",
  none: "places.blocked",
};

/** A Monday. */
const MONDAY_MS = Date.UTC(2024, 0, 1);
const DAY_MS = 24 * 3600 * 1000;

/** Short, Monday being 0. */
export function weekdayName(day: number): string {
  return new Intl.DateTimeFormat(locale.value, { weekday: "short", timeZone: "UTC" }).format(
    MONDAY_MS + day * DAY_MS,
  );
}

export function hourName(hour: number): string {
  return new Intl.DateTimeFormat(locale.value, { timeStyle: "short", timeZone: "UTC" }).format(
    MONDAY_MS + hour * 3600 * 1000,
  );
}

/** The profiles that are measured again and again. */
export const PROFILES: Record<string, PlainKey> = { duet: "profile.duet", balanced: "profile.balanced" };
/** How many weeks one looks back. */
export const SPANS = ["4", "13", "52"];
