/** Hours of a place gathered into weeks, and what is shown as a table that leaves the page. Pure. */
import { type Hour, lateness, type Word } from "./grid";

export interface Figures {
  middleMs: number;
  /** 19 of 20 hours were quicker. */
  highMs: number;
  /** The worse way's, the middle of the hours. */
  unevenMs: number;
  lostPct: number;
}

export interface Week {
  /** Its Monday, in this machine's time. */
  fromS: number;
  /** Hours measured in it. */
  hours: number;
  /** In so many of them no sound got through; the figures are of the others. */
  blocked: number;
  figures: Figures | null;
  /** What the slow hours are good for. */
  word: Word;
}

const DAYS = 7;

/** Between neighbours linearly (Hyndman and Fan 1996, definition 7); of sorted values. */
export function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? 0;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (at - Math.floor(at)) * (above - below);
}

export function weeksOf(hours: readonly Hour[], profile: string): Week[] {
  const weeks = new Map<number, Hour[]>();
  for (const one of hours) {
    if (one.profile !== profile) continue;
    const monday = mondayS(one.hour_s);
    weeks.set(monday, [...(weeks.get(monday) ?? []), one]);
  }
  return [...weeks]
    .sort(([one], [other]) => one - other)
    .map(([fromS, its]) => {
      const slowestLast = [...its].sort((one, other) => (later(one, other) ? 1 : -1));
      const through = its.filter(({ word }) => word !== "none");
      return {
        fromS,
        hours: its.length,
        blocked: its.length - through.length,
        figures: figuresOf(through),
        word: slowestLast[Math.ceil(0.95 * (its.length - 1))]?.word ?? "turns",
      };
    });
}

function later(one: Hour, other: Hour): boolean {
  return lateness(one.worth_ms) > lateness(other.worth_ms);
}

function figuresOf(hours: readonly Hour[]): Figures | null {
  if (hours.length === 0) return null;
  const sorted = (values: number[]) => values.sort((one, other) => one - other);
  const worth = sorted(hours.map(({ worth_ms }) => worth_ms ?? 0));
  const uneven = sorted(hours.map((one) => Math.max(one.variation_out_ms, one.variation_in_ms)));
  const lost = hours.map((one) => Math.max(one.lost_out_pct, one.lost_in_pct));
  return {
    middleMs: quantile(worth, 0.5),
    highMs: quantile(worth, 0.95),
    unevenMs: quantile(uneven, 0.5),
    lostPct: lost.reduce((sum, one) => sum + one, 0) / lost.length,
  };
}

/** A week in which something got through. */
export type Drawn = Week & { figures: Figures };
export const isDrawn = (week: Week): week is Drawn => week.figures !== null;

function mondayS(unixS: number): number {
  const day = new Date(unixS * 1000);
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() - ((day.getDay() + DAYS - 1) % DAYS));
  return day.getTime() / 1000;
}

/** The points of a line from week to week; `y` turns ms into the plot's height. */
export function lineOf(
  weeks: readonly Drawn[],
  of: (figures: Figures) => number,
  width: number,
  y: (ms: number) => number,
): string {
  const first = weeks[0]?.fromS ?? 0;
  const span = Math.max(1, (weeks.at(-1)?.fromS ?? 0) - first);
  return weeks
    .map((week, at) => {
      const x = (width * (week.fromS - first)) / span;
      return `${at === 0 ? "M" : "L"}${x.toFixed(1)} ${y(of(week.figures)).toFixed(1)}`;
    })
    .join("");
}

type Cell = string | number | null;

/** RFC 4180; what a spreadsheet would take for a formula is told to be text. */
export function csvOf(rows: readonly Readonly<Record<string, Cell>>[]): string {
  const heads = Object.keys(rows[0] ?? {});
  const lines = [heads, ...rows.map((row) => heads.map((head) => row[head] ?? ""))];
  return `${lines.map((line) => line.map(quoted).join(",")).join("\r\n")}\r\n`;
}

function quoted(cell: Cell): string {
  if (typeof cell === "number") return String(cell);
  const text = cell ?? "";
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
