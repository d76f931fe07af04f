/** Round trips that were measured in this browser, by the devices they were measured of. */
import type { KeyValue } from "../memory";

export type Way = "cable" | "air";

/** One measurement; the browser's own words were taken down beside it. */
export interface Kept {
  ms: number;
  spreadMs: number;
  n: number;
  way: Way;
  /** What the browser said of its output and its input then, ms. */
  outputMs: number;
  inputMs: number;
  atS: number;
}

const KEY = "klangbro.round-trips";
const MOST_MS = 1000;
/** Whoever tries many devices: the newest stay. */
const MOST = 20;

type All = Record<string, Kept>;

/** Names an output and a microphone; null is where the system sends sound, or takes it from. */
export function pairOf(outputId: string | null, microphoneId: string | null): string {
  return `${outputId ?? "default"} ${microphoneId ?? "default"}`;
}

export function remember(storage: KeyValue | null, pair: string, kept: Kept): void {
  const rest = Object.entries(all(storage)).filter(([other]) => other !== pair);
  const newest = rest.sort(([, one], [, other]) => other.atS - one.atS).slice(0, MOST - 1);
  write(storage, Object.fromEntries([...newest, [pair, kept]]));
}

/** Forgets what was measured, under whatever names it was kept. */
export function forget(storage: KeyValue | null, pair: string): void {
  const known = all(storage);
  const atS = known[pair]?.atS;
  write(storage, Object.fromEntries(Object.entries(known).filter(([, kept]) => kept.atS !== atS)));
}

export function recall(storage: KeyValue | null, pair: string): Kept | null {
  return all(storage)[pair] ?? null;
}

/**
 * How much later than the browser says the output is heard. A cable cannot tell the way out from the way in: half of
 * what nobody told is laid to each, as the native end does it. Never so much that it were heard before it was sent.
 */
export function untoldMs(kept: Kept | null): number {
  if (!kept) return 0;
  return Math.max(-kept.outputMs, (kept.ms - kept.outputMs - kept.inputMs) / 2);
}

function all(storage: KeyValue | null): All {
  try {
    const said: unknown = JSON.parse(storage?.getItem(KEY) ?? "{}");
    if (typeof said !== "object" || said === null) return {};
    return Object.fromEntries(Object.entries(said).filter(([, kept]) => isKept(kept))) as All;
  } catch {
    return {};
  }
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== "object" || value === null) return false;
  const { ms, spreadMs, n, way, outputMs, inputMs, atS } = value as Partial<Kept>;
  const numbers = [ms, spreadMs, n, outputMs, inputMs, atS];
  if (!numbers.every((one) => Number.isFinite(one) && (one as number) >= 0)) return false;
  return (ms as number) > 0 && (ms as number) < MOST_MS && (way === "cable" || way === "air");
}

function write(storage: KeyValue | null, kept: All): void {
  try {
    if (Object.keys(kept).length > 0) storage?.setItem(KEY, JSON.stringify(kept));
    else storage?.removeItem(KEY);
  } catch {
    // A browser that remembers nothing goes by its own word.
  }
}
