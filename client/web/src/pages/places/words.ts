/** Weekdays and hours as the chosen language writes them. */
import { locale } from "../../i18n";

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
