/** A message of the keyboard's channel, checked field by field; dsp/midi/playing.py. */
import type { KeyEvent } from "./events";

export interface KeyMessage {
  session: number;
  newest: number;
  saidS: number;
  held: ReadonlySet<number>;
  events: readonly { pressedS: number; event: KeyEvent }[];
}

const MOST_CHARACTERS = 2048;
const MOST_EVENTS = 32;
const MOST_HELD = 128;

/** Null: of the wrong kind. */
export function readKeys(text: string): KeyMessage | null {
  if (text.length > MOST_CHARACTERS) return null;
  try {
    return check(JSON.parse(text));
  } catch {
    return null;
  }
}

function check(value: unknown): KeyMessage | null {
  if (typeof value !== "object" || value === null) return null;
  const { v, s, n, at, held, events } = value as Record<string, unknown>;
  if (v !== 1 || !counts(s) || !counts(n) || !seconds(at)) return null;
  if (!items(held, MOST_HELD) || !held.every((code) => counts(code, 4096))) return null;
  if (!items(events, MOST_EVENTS) || events.length > n) return null;
  const read = events.map(event);
  if (!read.every((one) => one !== null)) return null;
  return { session: s, newest: n, saidS: at, held: new Set(held as number[]), events: read };
}

function event(value: unknown): { pressedS: number; event: KeyEvent } | null {
  if (!items(value, 4) || value.length < 3) return null;
  const [pressedS, ...data] = value;
  if (!seconds(pressedS) || !data.every((one) => counts(one, 256))) return null;
  return { pressedS, event: data as number[] };
}

function items(value: unknown, most: number): value is unknown[] {
  return Array.isArray(value) && value.length <= most;
}

function counts(value: unknown, below = Number.MAX_SAFE_INTEGER): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < below;
}

function seconds(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && Math.abs(value) < 1e11;
}
