/** Days as calendars have them: local midnight to local midnight, weeks from Monday, and summer time in between. */
import { locale } from "../../i18n";

export function startOfDay(when: Date): Date {
  return new Date(when.getFullYear(), when.getMonth(), when.getDate());
}

export function addDays(day: Date, days: number): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days);
}

export function startOfWeek(when: Date): Date {
  return addDays(startOfDay(when), -((when.getDay() + 6) % 7));
}

export function isToday(day: Date): boolean {
  return startOfDay(new Date()).getTime() === day.getTime();
}

/** "Monday 3 May", in the page's language. */
export function dayOf(day: Date): string {
  return new Intl.DateTimeFormat(locale.value, { weekday: "long", day: "numeric", month: "long" }).format(
    day,
  );
}

/** What an input of type datetime-local holds. */
export function localMinutes(when: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  const day = `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}`;
  return `${day}T${two(when.getHours())}:${two(when.getMinutes())}`;
}

/** The next quarter of an hour on that day; on a day that has begun, from now; in its last minutes, its last. */
export function nextQuarter(day: Date, now: Date): Date {
  const quarter = 15 * 60_000;
  const from = isToday(day) ? now.getTime() : day.getTime() + 14 * 3_600_000;
  return new Date(Math.min(Math.ceil(from / quarter) * quarter, addDays(day, 1).getTime() - quarter));
}
