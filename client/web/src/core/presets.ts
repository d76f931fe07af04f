/** Tempos that a teacher keeps by name, in their own browser: how a click goes, not whether or when. */
import type { KeyValue } from "./memory";
import { type Beats, clampTempo, MOST_BEATS } from "./metronome";

export type Click = Pick<Beats, "tempo_bpm" | "accents" | "subdivision">;
export type Preset = Click & { name: string };

export const MOST_PRESETS = 24;
export const MOST_LETTERS = 40;
const KEY = "klangbro.tempos";
const FULLEST_ACCENT = 2;
const MOST_PARTS = 4;

/** Those that are kept, by name; whatever else lies there is left out. */
export function readPresets(storage: KeyValue | null): Preset[] {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isPreset).slice(0, MOST_PRESETS) : [];
  } catch {
    return [];
  }
}

/** With one more; a name that is there already is changed. Null: no name, or there is no room. */
export function withPreset(known: readonly Preset[], name: string, click: Click): Preset[] | null {
  const called = name.trim().replace(/\s+/g, " ").slice(0, MOST_LETTERS);
  const others = known.filter((one) => one.name !== called);
  if (called === "" || others.length >= MOST_PRESETS) return null;
  const { tempo_bpm, accents, subdivision } = click;
  const kept = { name: called, tempo_bpm: clampTempo(tempo_bpm), accents: [...accents], subdivision };
  return [...others, kept].sort((a, b) => a.name.localeCompare(b.name));
}

export function withoutPreset(known: readonly Preset[], name: string): Preset[] {
  return known.filter((one) => one.name !== name);
}

/** False: the browser keeps nothing, and they are gone with the page. */
export function keepPresets(storage: KeyValue | null, presets: readonly Preset[]): boolean {
  try {
    storage?.setItem(KEY, JSON.stringify(presets));
    return storage !== null;
  } catch {
    return false;
  }
}

function isPreset(value: unknown): value is Preset {
  if (typeof value !== "object" || value === null) return false;
  const { name, tempo_bpm, accents, subdivision } = value as Partial<Record<keyof Preset, unknown>>;
  return (
    typeof name === "string" &&
    name !== "" &&
    name.length <= MOST_LETTERS &&
    typeof tempo_bpm === "number" &&
    tempo_bpm === clampTempo(tempo_bpm) &&
    Array.isArray(accents) &&
    accents.length >= 1 &&
    accents.length <= MOST_BEATS &&
    accents.every((accent) => isWhole(accent, 0, FULLEST_ACCENT)) &&
    isWhole(subdivision, 1, MOST_PARTS)
  );
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}
